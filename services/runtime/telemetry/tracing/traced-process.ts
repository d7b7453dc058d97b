import type { Counter } from 'prom-client';

/** Attributes that identify the process in a trace. */
export interface TracedProcess {
  services: readonly string[];
  version: string;
  instance: string;
}

/** Counts spans by `outcome`: recorded, then exported or failed. */
export type SpanCounter = Counter<'outcome'>;
