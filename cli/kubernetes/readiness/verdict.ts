import type { KubeEvent, KubeObject } from '../objects.ts';

/** Whether an object is what it should be. Pure over what is known of it. */
export interface Verdict {
  /** `failed`: only a change helps, waiting does not. */
  status: 'current' | 'in-progress' | 'failed';
  /** Completes "Deployment/api …"; what it waits for, or what is wrong. */
  reason: string;
  /** The state or condition that it was read from, e.g. `ImagePullBackOff`. */
  condition?: string;
  /** One thing to try. */
  hint?: string;
  /** Whose log tells more. */
  container?: { pod: string; name: string; previous: boolean };
  /** When it has to be judged again though nothing changes; epoch milliseconds. */
  recheckAt?: number;
}

/** What else is known in the object's namespace. */
export interface Related {
  pods: readonly KubeObject[];
  replicaSets: readonly KubeObject[];
  claims: readonly KubeObject[];
  events: readonly KubeEvent[];
}

/** `now` in epoch milliseconds. */
export type Judge = (object: KubeObject, related: Related, now: number) => Verdict;

export const NOTHING_RELATED: Related = { pods: [], replicaSets: [], claims: [], events: [] };

export const current = (reason: string): Verdict => ({ status: 'current', reason });
export const inProgress = (reason: string, more: Partial<Verdict> = {}): Verdict => ({
  status: 'in-progress',
  reason,
  ...more,
});
export const failed = (reason: string, more: Partial<Verdict> = {}): Verdict => ({
  status: 'failed',
  reason,
  ...more,
});
