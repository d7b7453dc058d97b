import type { Registry } from 'prom-client';
import { Counter, Gauge, Histogram } from 'prom-client';

/**
 * Outcome of an event. `posts_only`: kept until the facts of the profile arrive. `suppressed`: of a person who was
 * removed. `removed`: the event was a removal. `recomputed`: it asked for new figures.
 */
export type EventOutcome =
  | 'indexed'
  | 'posts_only'
  | 'retried'
  | 'dropped'
  | 'suppressed'
  | 'removed'
  | 'recomputed';

export type Step = 'records' | 'analytics' | 'search';

export interface IndexerMetrics {
  events: Counter<'outcome'>;
  batchSize: Histogram;
  stepDuration: Histogram<'step'>;
  /** Batches that wait for a backing service. */
  waiting: Gauge;
  /** Runs `work` and records its duration. */
  time<T>(step: Step, work: () => Promise<T>): Promise<T>;
}

export function createIndexerMetrics(registry: Registry): IndexerMetrics {
  const registers = [registry];
  const stepDuration = new Histogram({
    name: 'influscope_indexer_step_seconds',
    help: 'Time of one step of a batch',
    labelNames: ['step'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  return {
    events: new Counter({
      name: 'influscope_indexer_events_total',
      help: 'Profile events by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    batchSize: new Histogram({
      name: 'influscope_indexer_batch_events',
      help: 'Events in one batch',
      buckets: [1, 5, 10, 25, 50, 100, 250, 1_000],
      registers,
    }),
    stepDuration,
    waiting: new Gauge({
      name: 'influscope_indexer_waiting_batches',
      help: 'Batches that wait for an unavailable backing service',
      registers,
    }),
    async time(step, work) {
      const done = stepDuration.startTimer({ step });
      try {
        return await work();
      } finally {
        done();
      }
    },
  };
}
