import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubernetesState } from './state.ts';

export interface Connection {
  client: KubeClient;
  /** What is remembered of the platform; `null` for a new one, or when it is to be on another cluster now. */
  state: KubernetesState | null;
}
