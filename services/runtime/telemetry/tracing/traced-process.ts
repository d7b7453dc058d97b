import type { Counter } from 'prom-client';

/** What tells the process from others in a trace. */
export interface TracedProcess {
  services: readonly string[];
  version: string;
  instance: string;
}

/** Counts spans by `outcome`: recorded, then exported or failed. */
export type SpanCounter = Counter<'outcome'>;
