import type { Registry } from 'prom-client';
import { Counter, Histogram } from 'prom-client';

export interface AnalyticsMetrics {
  calls: Counter<'code'>;
  /** By outcome: `rated`, or the reason why there is no rate. */
  profiles: Counter<'outcome'>;
  duration: Histogram;
}

export function createAnalyticsMetrics(registry: Registry): AnalyticsMetrics {
  const registers = [registry];
  return {
    calls: new Counter({
      name: 'influscope_analytics_calls_total',
      help: 'Calls of AnalyzeBatch by gRPC status',
      labelNames: ['code'],
      registers,
    }),
    profiles: new Counter({
      name: 'influscope_analytics_profiles_total',
      help: 'Profiles analyzed: rated, or why there is no rate',
      labelNames: ['outcome'],
      registers,
    }),
    duration: new Histogram({
      name: 'influscope_analytics_call_seconds',
      help: 'Time from the decoded request to its answer',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    }),
  };
}
