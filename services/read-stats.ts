import type { PlatformStats } from '#contract/health.ts';
import type { Queue } from '#ports/queue.ts';
import type { SearchIndex } from '#ports/search-index.ts';

/** What the stores of the process hold, for `/stats`. */
export async function readStats({
  search,
  queue,
}: {
  search: SearchIndex | undefined;
  queue: Queue | undefined;
}): Promise<Pick<PlatformStats, 'documents' | 'queues'>> {
  const documents = (await search?.count().catch(() => null)) ?? null;
  const queues = (await queue?.stats()) ?? [];
  return {
    documents,
    queues: queues.map((one) => ({
      name: one.name,
      ready: one.ready,
      in_flight: one.inFlight,
      delayed: one.delayed,
      dead: one.dead,
      oldest_ms: one.oldestMs,
    })),
  };
}
