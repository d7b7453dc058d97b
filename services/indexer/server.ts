import type { Registry } from 'prom-client';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import type { CompileQuery } from '#ports/query-matcher.ts';
import type { Consumer, Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import type { PrivacyKey } from '#runtime/privacy/check-privacy-key.ts';
import { checkPrivacyKey, NO_PRIVACY_KEY } from '#runtime/privacy/check-privacy-key.ts';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createSuppressionList } from '#runtime/privacy/suppression-list.ts';
import { awaitFirstContact } from '#runtime/process/first-contact.ts';
import type { Service } from '#runtime/process/service.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import { createStoresCheck } from './admin/compare-stores.ts';
import { mountIdleRoute } from './admin/idle-route.ts';
import { mountPeopleRoute } from './admin/people-route.ts';
import { createReindex } from './admin/reindex.ts';
import { mountReindexRoute } from './admin/reindex-route.ts';
import { createAlertWatch } from './alerts/alert-watch.ts';
import { recoverAlerts } from './alerts/recover-alerts.ts';
import { mountKeyRoutes } from './keys/key-routes.ts';
import { mountListRoutes } from './lists/list-routes.ts';
import { createIndexerMetrics } from './metrics.ts';
import { mountPeopleRoutes } from './people/people-routes.ts';
import { createBatchHandler } from './pipeline/handle-batch.ts';
import { createImportTallies } from './pipeline/import-tallies.ts';
import { createBackingWork } from './pipeline/wait-for-backing.ts';
import { recomputeProfiles } from './recompute/recompute-profiles.ts';
import { mountRecomputeRoute } from './recompute/recompute-route.ts';
import { createEventGuard } from './removal/guard-events.ts';
import { createRemovalTurns } from './removal/remove-in-turns.ts';
import type { RemovalRequest } from './removal/remove-people.ts';
import { removePeople } from './removal/remove-people.ts';
import { createUpkeep } from './upkeep/upkeep.ts';

export interface IndexerOptions {
  queue: Queue;
  records: Records;
  search: SearchIndex;
  analytics: AnalyticsClient;
  logger: Logger;
  registry: Registry;
  tracer?: Tracer;
  /** Days after which data that was not read again is deleted, by source. Default: never. */
  retention?: ReadonlyMap<string, number>;
  /** Secret of the hashes in the suppression list. Default: none. */
  privacyKey?: PrivacyKey;
  /** Epoch milliseconds. */
  now?: () => number;
  /** Events in one batch at most. */
  batchSize: number;
  /** Compiles the queries of saved searches. Default: none raises alerts. */
  loadCompiler?: () => Promise<CompileQuery>;
  /** Batches at work at the same time: one writes while another is analyzed. */
  concurrency?: number;
}

/** Small batches are in progress in greater number: each waits for the stores for most of its time. */
function batchesAtOnce(batchSize: number): number {
  return Math.max(3, Math.min(5, Math.floor(250 / batchSize)));
}

/** A batch that is not full is taken after this long. */
const MAX_WAIT_MS = 20;

export interface Indexer extends Service {
  /** Health check: rejects when the records and the search index do not belong together. */
  storesCheck(): Promise<void>;
}

/** Takes profile events from the queue to records and search documents. */
export function createIndexer(options: IndexerOptions): Indexer {
  const {
    queue,
    records,
    search,
    analytics,
    logger,
    batchSize,
    concurrency = batchesAtOnce(batchSize),
  } = options;
  const { tracer = NO_TRACER, privacyKey = NO_PRIVACY_KEY, now = Date.now } = options;
  const suppressions = createSuppressionList(records, createPersonHash(privacyKey.secret));
  const metrics = createIndexerMetrics(options.registry);
  const stopping = new AbortController();
  const { waitForBacking, quiet } = createBackingWork({
    logger,
    onWaiting: (count) => metrics.waiting.set(count),
    stopping: stopping.signal,
  });
  const tallies = createImportTallies(records);
  const removal = { records, search, queue, suppressions, now };
  const upkeep = createUpkeep({ ...removal, analytics, logger, retention: options.retention ?? new Map() });
  const remove = (requests: readonly RemovalRequest[]) => removePeople(requests, removal);
  const removeAgain = createRemovalTurns((requests) =>
    removePeople(requests, removal, { erasesMessages: false }),
  );
  const guard = createEventGuard({ suppressions, remove: removeAgain });
  const { loadCompiler } = options;
  const alerts = loadCompiler && createAlertWatch({ records, search, loadCompiler, now });
  let recovering: Promise<unknown> = Promise.resolve();
  let consumer: Consumer | undefined;
  let stopped: Promise<void> | undefined;

  const stop = async (deadlineMs: number) => {
    stopping.abort(new Error('The indexer is stopping'));
    using deadline = startDeadline(deadlineMs);
    await orAbort(Promise.all([quiet(), upkeep.stop(), recovering]), deadline.signal).catch(() => {});
    // The remaining events wait for a backing service or have not started: they return to the queue.
    await consumer?.close(0);
  };

  return {
    name: 'indexer',
    storesCheck: createStoresCheck({ queue, records, search }),
    async start(signal) {
      // Not the search index: the admin API of this service rebuilds a damaged one.
      await awaitFirstContact([queue, records, analytics], {
        logger,
        signal: AbortSignal.any([signal, stopping.signal]),
        use: () => checkPrivacyKey(records, privacyKey, logger),
      });
      const handler = createBatchHandler({
        records,
        search,
        analytics,
        metrics,
        tallies,
        tracer,
        ...(alerts && { alerts }),
        logger,
        guard,
        remove,
        recompute: (ids, eventSignal) =>
          recomputeProfiles(ids, { records, search, analytics, suppressions }, eventSignal),
        waitForBacking,
        stopping: stopping.signal,
      });
      const limits = { maxItems: batchSize, maxWaitMs: MAX_WAIT_MS, concurrency };
      consumer = queue.consume('profile-events', limits, handler);
      upkeep.start();
      recovering = recoverAlerts(records, stopping.signal).catch((err) => {
        if (!stopping.signal.aborted) logger.warn({ err }, 'alerts could not be recovered');
      });
    },
    stop(deadlineMs) {
      stopped ??= stop(deadlineMs);
      return stopped;
    },
    adminRoutes(app) {
      const reindex = createReindex({ records, search, analytics, waitForBacking, suppressions });
      mountReindexRoute(app, { reindex, logger, stopping: stopping.signal });
      mountRecomputeRoute(app, { records, queue, logger, stopping: stopping.signal });
      mountIdleRoute(app, { queue, search });
      mountPeopleRoute(app, { tallies });
      mountPeopleRoutes(app, { ...removal, logger, batchesEnd: guard.settled });
      mountListRoutes(app, removal);
      mountKeyRoutes(app, { records, logger, now });
    },
  };
}
