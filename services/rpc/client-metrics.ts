import type { Registry } from 'prom-client';
import { Counter, Histogram } from 'prom-client';

export interface AnalyticsClientMetrics {
  /** Attempts by gRPC status. */
  calls: Counter<'code'>;
  duration: Histogram;
  retries: Counter;
}

export function createAnalyticsClientMetrics(registry: Registry): AnalyticsClientMetrics {
  const registers = [registry];
  return {
    calls: new Counter({
      name: 'influscope_analytics_client_calls_total',
      help: 'Attempts of analytics calls by gRPC status, measured by the client',
      labelNames: ['code'],
      registers,
    }),
    duration: new Histogram({
      name: 'influscope_analytics_client_call_seconds',
      help: 'Time of one attempt of an analytics call, measured by the client',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    retries: new Counter({
      name: 'influscope_analytics_client_retries_total',
      help: 'Retried analytics calls',
      registers,
    }),
  };
}
