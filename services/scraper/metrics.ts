import type { Registry } from 'prom-client';
import { Counter, Gauge, Histogram } from 'prom-client';

export interface ScraperMetrics {
  /** Outcome: `accepted` (the queue has confirmed the event), `rejected` or `skipped`. */
  rows: Counter<'outcome'>;
  publishDuration: Histogram;
  bytes: Counter;
  /** Imports under way. */
  running: Gauge;
}

export function createScraperMetrics(registry: Registry): ScraperMetrics {
  const registers = [registry];
  return {
    rows: new Counter({
      name: 'influscope_scraper_rows_total',
      help: 'Rows of imports by what became of them',
      labelNames: ['outcome'],
      registers,
    }),
    publishDuration: new Histogram({
      name: 'influscope_scraper_publish_seconds',
      help: 'Time until a batch of pictures is stored and its events are confirmed by the queue',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
      registers,
    }),
    bytes: new Counter({
      name: 'influscope_scraper_import_bytes_total',
      help: 'Bytes of imported files that have been read',
      registers,
    }),
    running: new Gauge({
      name: 'influscope_scraper_running_imports',
      help: 'Imports under way',
      registers,
    }),
  };
}
