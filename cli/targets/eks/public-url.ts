import { readKubernetesState } from '../kubernetes/state.ts';
import { insideState } from './cluster/inside.ts';
import type { Eks } from './eks.ts';

/** The remembered address of the load balancer, so that a search needs no request to AWS. */
export function publicUrl(eks: Pick<Eks, 'folder'>): string | null {
  return readKubernetesState(insideState(eks))?.url ?? null;
}
