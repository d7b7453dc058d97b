import type { Budgets } from '../budget/budgets.ts';

/** What every source is opened with. */
export interface SourceContext {
  userAgent: string;
  /** Values of the source's own variables. */
  config: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  now(): number;
  /** Takes from a daily budget of the source; called before each request. */
  spend: Budgets['spend'];
}
