import type { Event } from '#cli/output/events/events.ts';
import type { Settings } from '#cli/settings/settings.ts';
import type { Connection } from './connection.ts';

/** What every verb of a cluster's target works with. */
export interface Kubernetes {
  name: string;
  /** The namespace has the name of the instance. */
  namespace: string;
  settings: Settings;
  /** Folder of the manifests. */
  manifests: string;
  /** `target.json`. */
  state: string;
  /** Another kubeconfig than the usual one; `null`: the usual one. */
  kubeconfig: string | null;
  /** Signs in instead of what the kubeconfig says. */
  token: (() => Promise<string>) | undefined;
  /** What is between a load balancer's name and its answer, where somebody can tell. */
  inService: InService | null;
  /** What is removed here when nothing of it is left on the cluster. */
  forgets: 'state' | 'folder';
  clock(): number;
  /** The cluster, signed in to; made on first use. */
  connect(): Promise<Connection>;
}

/** Waits until the load balancer of that name sends on what it is sent. */
export type InService = (address: string, signal: AbortSignal) => AsyncIterable<Event>;
