import type { Registry } from 'prom-client';
import { Counter, Gauge, Histogram } from 'prom-client';
import { CorruptStoreError, InvalidRequestError, NewerStoreError, UnavailableError } from '#ports/errors.ts';

/** Metrics that every port has. */
export interface BackingMetrics {
  duration: Histogram<'part' | 'operation'>;
  errors: Counter<'part' | 'operation' | 'kind'>;
  up: Gauge<'part'>;
}

export function createBackingMetrics(registry: Registry): BackingMetrics {
  const registers = [registry];
  return {
    duration: new Histogram({
      name: 'influscope_backing_operation_seconds',
      help: 'Time of one operation on a backing service, including failed ones',
      labelNames: ['part', 'operation'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
      registers,
    }),
    errors: new Counter({
      name: 'influscope_backing_operation_errors_total',
      help: 'Failed operations on a backing service, by kind of error',
      labelNames: ['part', 'operation', 'kind'],
      registers,
    }),
    up: new Gauge({
      name: 'influscope_backing_up',
      help: '1 if the backing service was available in the last operation, otherwise 0',
      labelNames: ['part'],
      registers,
    }),
  };
}

export type ErrorKind = 'unavailable' | 'corrupt' | 'newer' | 'invalid' | 'aborted' | 'other';

/** One of few words for an error: label values must be bounded. */
export function errorKind(error: unknown, signal: AbortSignal | undefined): ErrorKind {
  if (signal?.aborted) return 'aborted';
  if (error instanceof UnavailableError) return 'unavailable';
  if (error instanceof CorruptStoreError) return 'corrupt';
  if (error instanceof NewerStoreError) return 'newer';
  if (error instanceof InvalidRequestError) return 'invalid';
  return 'other';
}
