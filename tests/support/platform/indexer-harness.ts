import { Registry } from 'prom-client';
import type { Removal } from '#contract/privacy/removal.ts';
import type { ProfileEvent } from '#contract/profile-event.ts';
import { createIndexerMetrics } from '#indexer/metrics.ts';
import { createBatchHandler } from '#indexer/pipeline/handle-batch.ts';
import { createBackingWork } from '#indexer/pipeline/wait-for-backing.ts';
import { recomputeProfiles } from '#indexer/recompute/recompute-profiles.ts';
import { createEventGuard } from '#indexer/removal/guard-events.ts';
import type { RemovalRequest } from '#indexer/removal/remove-people.ts';
import { removePeople } from '#indexer/removal/remove-people.ts';
import type { Delivery, Queue, Verdict } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';
import { silentLogger } from './analytics-service.ts';

export interface IndexerHarness {
  /** Hands over one batch, as the queue does; a string is taken as the body itself. */
  handle(events: readonly (ProfileEvent | Removal | string)[], options?: HandleOptions): Promise<Verdict[]>;
  metrics(): Promise<string>;
}

interface HandleOptions {
  attempt?: number;
  signal?: AbortSignal;
}

/** Production's batch handler over any stores, without a queue. */
export function createIndexerHarness(parts: {
  records: Records;
  search: SearchIndex;
  analytics: AnalyticsClient;
  queue?: Queue;
  now?: () => number;
}): IndexerHarness {
  const registry = new Registry();
  const logger = silentLogger();
  const metrics = createIndexerMetrics(registry);
  const stopping = new AbortController().signal;
  const { waitForBacking } = createBackingWork({
    logger,
    onWaiting: (count) => metrics.waiting.set(count),
    stopping,
  });
  const { records, search, now = Date.now, queue = createFakeQueue() } = parts;
  const suppressions = createSuppressionList(records, createPersonHash('test'));
  const remove = (requests: readonly RemovalRequest[]) =>
    removePeople(requests, { records, search, queue, suppressions, now });
  const guard = createEventGuard({ suppressions, remove });
  const recompute = (ids: readonly string[], signal: AbortSignal) =>
    recomputeProfiles(ids, { ...parts, suppressions }, signal);
  const deps = { ...parts, metrics, logger, guard, remove, recompute, waitForBacking, stopping };
  const handler = createBatchHandler(deps);
  return {
    handle: (events, { attempt = 1, signal = new AbortController().signal } = {}) =>
      handler(
        events.map((event, i): Delivery => {
          const body = typeof event === 'string' ? event : JSON.stringify(event);
          return { id: `delivery-${i}`, body, attempt, publishedAtMs: 0 };
        }),
        signal,
      ),
    metrics: () => registry.metrics(),
  };
}

/** Analytics without a network: every profile is said to have no posts. */
export function createFakeAnalytics(): AnalyticsClient {
  return {
    analyze: async (requests) =>
      requests.map(({ id = '' }) => ({
        id,
        engagement: { formula: 'interactions_per_follower', denominator: 'followers', reason: 'no_posts' },
        topics: [],
        topic_evidence: [],
      })),
    ping: async () => {},
    close: async () => {},
  };
}
