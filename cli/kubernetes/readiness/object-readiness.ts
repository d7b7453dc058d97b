import type { Hint } from '#cli/hint.ts';
import type { KubeEvent, KubeObject } from '../objects.ts';
import type { SeenRun } from './seen-runs.ts';

/** Whether an object is what it should be. Pure over what is known of it. */
export interface ObjectReadiness {
  /** `failed`: only a change helps, waiting does not. */
  status: 'current' | 'in-progress' | 'failed';
  /** Completes "Deployment/api …"; what it waits for, or what is wrong. */
  reason: string;
  /** The state or condition that it was read from, e.g. `ImagePullBackOff`. */
  condition?: string;
  /** One thing to try. */
  hint?: Hint;
  /** Whose log tells more. */
  container?: { pod: string; name: string; previous: boolean };
  /** When it has to be assessed again though nothing changes; epoch milliseconds. */
  recheckAt?: number;
}

/** What else is known in the object's namespace. */
export interface Related {
  pods: readonly KubeObject[];
  replicaSets: readonly KubeObject[];
  claims: readonly KubeObject[];
  events: readonly KubeEvent[];
  /** By `keyOfRun`; known only where a watch followed the pods. */
  runs?: ReadonlyMap<string, SeenRun>;
}

/** `now` in epoch milliseconds. */
export type AssessReadiness = (object: KubeObject, related: Related, now: number) => ObjectReadiness;

export const NOTHING_RELATED: Related = { pods: [], replicaSets: [], claims: [], events: [] };

export const current = (reason: string): ObjectReadiness => ({ status: 'current', reason });
export const inProgress = (reason: string, more: Partial<ObjectReadiness> = {}): ObjectReadiness => ({
  status: 'in-progress',
  reason,
  ...more,
});
export const failed = (reason: string, more: Partial<ObjectReadiness> = {}): ObjectReadiness => ({
  status: 'failed',
  reason,
  ...more,
});
