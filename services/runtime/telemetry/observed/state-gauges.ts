import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import type { Queue, QueueStats } from '#ports/queue.ts';
import type { SearchIndex } from '#ports/search-index.ts';

/** The metrics page must not wait for an unavailable part: it omits values that are not known by then. */
const COLLECT_DEADLINE_MS = 1_000;

/** Sizes of the queues and the index, read when the metrics are scraped. */
export function registerStateGauges(
  registry: Registry,
  { queue, search }: { queue: Queue | undefined; search: SearchIndex | undefined },
): void {
  if (queue) registerQueueGauges(registry, queue);
  if (search) registerDocumentGauge(registry, search);
}

function registerQueueGauges(registry: Registry, queue: Queue): void {
  // All gauges of one scrape share one reading.
  let reading: Promise<QueueStats[] | undefined> | undefined;
  const read = () => {
    reading ??= inTime(queue.stats()).finally(() => {
      reading = undefined;
    });
    return reading;
  };
  new Gauge({
    name: 'influscope_queue_messages',
    help: 'Messages by state: ready, in_flight, delayed (waiting for a retry), or dead',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      const stats = await read();
      this.reset();
      for (const one of stats ?? []) {
        const states = { ready: one.ready, in_flight: one.inFlight, delayed: one.delayed, dead: one.dead };
        for (const [state, count] of Object.entries(states)) this.set({ queue: one.name, state }, count);
      }
    },
  });
  new Gauge({
    name: 'influscope_queue_oldest_seconds',
    help: 'Age of the oldest unfinished message; 0 without one',
    labelNames: ['queue'],
    registers: [registry],
    async collect() {
      const stats = await read();
      this.reset();
      for (const one of stats ?? []) this.set({ queue: one.name }, (one.oldestMs ?? 0) / 1_000);
    },
  });
}

function registerDocumentGauge(registry: Registry, search: SearchIndex): void {
  new Gauge({
    name: 'influscope_search_documents',
    help: 'Documents in the search index',
    registers: [registry],
    async collect() {
      const count = await inTime(search.count());
      if (count === undefined) this.remove();
      else this.set(count);
    },
  });
}

/** The value, or `undefined` when it fails or takes too long. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  using deadline = startDeadline(COLLECT_DEADLINE_MS);
  return await orAbort(work, deadline.signal).catch(() => undefined);
}
