import type { Budgets } from '../budget/budgets.ts';

/** Requests at the same time, and requests a second while the server names no limit. */
export interface Pace {
  concurrency: number;
  perSecond: number;
}

/** What every source is opened with. */
export interface SourceContext {
  userAgent: string;
  /** Values of the source's own variables. */
  config: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  now(): number;
  /** Another pace than the source's own. For servers on this machine. */
  pace?: Pace;
  /** Takes from a daily budget of the source; called before each request. */
  spend: Budgets['spend'];
}
