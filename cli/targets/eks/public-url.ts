import { readKubernetesState } from '../kubernetes/state.ts';
import { insideState } from './cluster/inside.ts';
import type { Eks } from './eks.ts';

/** The remembered address of the load balancer: a query then asks nobody else. */
export function publicUrl(eks: Pick<Eks, 'folder'>): string | null {
  return readKubernetesState(insideState(eks))?.url ?? null;
}
