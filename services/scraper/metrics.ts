import type { Registry } from 'prom-client';
import { Counter, Gauge, Histogram } from 'prom-client';

export interface ScraperMetrics {
  /** Outcome: `accepted` (the queue has confirmed the event), `rejected`, `skipped` or `suppressed`. */
  rows: Counter<'outcome'>;
  publishDuration: Histogram;
  batchSize: Histogram;
  /** Attempts at a batch after its first. */
  publishRetries: Counter;
  /** Outcome: `done`, or the code of what ended it. */
  imports: Counter<'outcome'>;
  /** Outcome of an attempt: `stored`, `refused` (for good), `gave_up`, `retried` (later) or `remembered` (not asked). */
  avatarFetches: Counter<'outcome'>;
  avatarFetchDuration: Histogram;
  bytes: Counter;
  /** Running imports. */
  running: Gauge;
}

export function createScraperMetrics(registry: Registry): ScraperMetrics {
  const registers = [registry];
  return {
    rows: new Counter({
      name: 'influscope_scraper_rows_total',
      help: 'Rows of imports by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    publishDuration: new Histogram({
      name: 'influscope_scraper_publish_seconds',
      help: 'Time until a batch of pictures is stored and its events are confirmed by the queue',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
      registers,
    }),
    batchSize: new Histogram({
      name: 'influscope_scraper_batch_events',
      help: 'Events published together',
      buckets: [1, 5, 10, 25, 50, 100],
      registers,
    }),
    publishRetries: new Counter({
      name: 'influscope_scraper_publish_retries_total',
      help: 'Batches of events retried because a backing service was unavailable',
      registers,
    }),
    imports: new Counter({
      name: 'influscope_scraper_imports_total',
      help: 'Finished imports: done, or the error code',
      labelNames: ['outcome'],
      registers,
    }),
    avatarFetches: new Counter({
      name: 'influscope_avatar_fetch_total',
      help: 'Attempts to fetch pictures by URL, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    avatarFetchDuration: new Histogram({
      name: 'influscope_avatar_fetch_seconds',
      help: 'Time to fetch, check, convert and store one picture',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    bytes: new Counter({
      name: 'influscope_scraper_import_bytes_total',
      help: 'Bytes read from imported files',
      registers,
    }),
    running: new Gauge({
      name: 'influscope_scraper_running_imports',
      help: 'Running imports',
      registers,
    }),
  };
}
