/**
 * One process of the backend: `main.js <api|scraper|indexer|analytics|all>`. All it needs to know is in its
 * environment. This is the only file that chooses adapters.
 */
import { randomUUID } from 'node:crypto';
import { createAnalytics } from './analytics/server.ts';
import { createApi } from './api/server.ts';
import { createIndexer } from './indexer/server.ts';
import { createScraper } from './scraper/server.ts';
import { createStorageThread } from './shared/adapters/embedded-storage/storage-thread.ts';
import { createFilesystemObjectStore } from './shared/adapters/objects/filesystem/filesystem-object-store.ts';
import { createEmbeddedQueue } from './shared/adapters/queue/embedded/embedded-queue.ts';
import { createEmbeddedRecords } from './shared/adapters/records/embedded/embedded-records.ts';
import { createEmbeddedSearchIndex } from './shared/adapters/search/embedded/embedded-search-index.ts';
import { createAnalyticsClient } from './shared/rpc/analytics-client.ts';
import { readVersion } from './shared/runtime/build-info.ts';
import type { ServiceConfig } from './shared/runtime/config.ts';
import { ConfigError, loadServiceConfig, parseServiceNames } from './shared/runtime/config.ts';
import { createHealth } from './shared/runtime/health.ts';
import { createHost } from './shared/runtime/host.ts';
import type { Logger } from './shared/runtime/logger.ts';
import { createLogger } from './shared/runtime/logger.ts';
import { createMetrics } from './shared/runtime/metrics.ts';
import { mountProbes } from './shared/runtime/probes.ts';
import { runProcess } from './shared/runtime/process.ts';
import type { ServiceName } from './shared/runtime/service.ts';

const names = parseServiceNames(process.argv[2]);
if (names === null) {
  process.stderr.write('Usage: main.js <api|scraper|indexer|analytics|all>\n');
  process.exitCode = 2;
} else {
  process.exitCode = await runProcess(() => buildProcess(names));
  // Timers of third parties must not keep a drained process alive.
  process.exit();
}

function buildProcess(services: ServiceName[]) {
  const config = loadServiceConfig(services, process.env);
  const { logger, flush } = createLogger({ level: config.logLevel, file: config.logFile });
  const version = readVersion();
  const health = createHealth();
  const metrics = createMetrics();
  const { registry } = metrics;
  const identity = { instance: randomUUID(), version, services: [...services], startedAt: new Date() };
  const log = (service: ServiceName) => logger.child({ service });
  const has = (service: ServiceName) => services.includes(service);
  const { queue, records, search, objects, closers } = openBackingParts(config, logger);

  for (const [name, part] of Object.entries({ queue, records, search, objects })) {
    if (part) health.register(name, () => part.ping());
  }

  const analytics = has('analytics')
    ? createAnalytics({ host: config.host, port: config.grpcPort, logger: log('analytics'), registry })
    : undefined;
  const analyticsClient = has('indexer')
    ? createAnalyticsClient({ address: () => config.analyticsAddr ?? analytics?.address() ?? '' })
    : undefined;
  if (analyticsClient) {
    health.register('analytics', () => analyticsClient.ping());
    closers.unshift(() => analyticsClient.close());
  }
  const indexer =
    analyticsClient && queue && records && search
      ? createIndexer({
          queue,
          records,
          search,
          analytics: analyticsClient,
          logger: log('indexer'),
          registry,
          batchSize: config.indexerBatch,
        })
      : undefined;
  const scraper =
    has('scraper') && queue && objects
      ? createScraper({ queue, objects, logger: log('scraper'), registry })
      : undefined;
  const api =
    has('api') && search && objects
      ? createApi({
          index: search,
          objects,
          logger: log('api'),
          registry,
          version,
          rateLimit: config.rateLimit,
          host: config.host,
          port: config.port,
          probes: (app) => mountProbes(app, { health, metrics, identity }),
        })
      : undefined;

  const host = createHost({
    config,
    identity,
    logger,
    health,
    metrics,
    services: [analytics, indexer, scraper, api].filter((service) => service !== undefined),
    closers,
    stats: async () => ({
      documents: (await search?.count().catch(() => null)) ?? null,
      queues: ((await queue?.stats()) ?? []).map((one) => ({
        name: one.name,
        ready: one.ready,
        in_flight: one.inFlight,
        delayed: one.delayed,
        dead: one.dead,
        oldest_ms: one.oldestMs,
      })),
    }),
  });

  return {
    logger,
    flush,
    async start(signal: AbortSignal) {
      await host.start(signal);
      return {
        type: 'ready' as const,
        instance: identity.instance,
        pid: process.pid,
        port: api?.port() ?? null,
        adminPort: host.adminPort(),
      };
    },
    stop: () => host.stop(),
  };
}

/** Opens what the environment names; `closers` lets go of it again, in order. */
function openBackingParts(config: ServiceConfig, logger: Logger) {
  const paths = {
    queue: embeddedPath('QUEUE_URL', config.queue),
    records: embeddedPath('RECORDS_URL', config.records),
    search: embeddedPath('SEARCH_URL', config.search),
    objects: embeddedPath('OBJECTS_URL', config.objects),
  };
  const thread = paths.queue || paths.records ? createStorageThread() : undefined;
  const queue =
    thread && paths.queue
      ? createEmbeddedQueue({
          thread,
          path: paths.queue,
          maxDepth: config.queueMaxDepth,
          onError: (err) => logger.warn({ err }, 'the queue had trouble'),
        })
      : undefined;
  const records =
    thread && paths.records ? createEmbeddedRecords({ thread, path: paths.records }) : undefined;
  const reads = config.services.includes('api');
  const writes = config.services.includes('indexer');
  const role = reads && writes ? 'both' : reads ? 'reader' : 'writer';
  const search = paths.search ? createEmbeddedSearchIndex({ path: paths.search, role }) : undefined;
  const objects = paths.objects ? createFilesystemObjectStore({ path: paths.objects }) : undefined;
  const closers = [queue, records, search, objects, thread].flatMap((part) =>
    part ? [() => part.close()] : [],
  );
  return { queue, records, search, objects, closers };
}

function embeddedPath(name: string, backing: ServiceConfig['queue']): string | undefined {
  if (backing?.kind === 'remote') {
    throw new ConfigError([
      `${name}: ${backing.url.protocol}// has no adapter here; use embedded:PATH or file:PATH`,
    ]);
  }
  return backing?.path;
}
