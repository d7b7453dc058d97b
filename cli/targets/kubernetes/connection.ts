import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubernetesState } from './state.ts';

export interface Connection {
  client: KubeClient;
  /** What the state file says; `null` for a new instance, or when `--context` chose another cluster. */
  state: KubernetesState | null;
}
