/**
 * One process of the backend: `main.js <api|scraper|indexer|analytics|all>`. All it needs to know is in its
 * environment. Which adapters it stands on is chosen in `backing-parts.ts` alone. A process loads its own services only:
 * what the others need would be a third of its memory.
 */
import { randomUUID } from 'node:crypto';
import { mountProbes } from '#runtime/http/probes.ts';
import { mountQueueRoutes } from '#runtime/http/queue-routes.ts';
import { readVersion } from '#runtime/process/build-info.ts';
import { loadServiceConfig, parseServiceNames } from '#runtime/process/config.ts';
import { createHealth } from '#runtime/process/health.ts';
import { createHost } from '#runtime/process/host.ts';
import { runProcess } from '#runtime/process/process.ts';
import type { ServiceName } from '#runtime/process/service.ts';
import { createLogger } from '#runtime/telemetry/logger.ts';
import { createMetrics } from '#runtime/telemetry/metrics.ts';
import { observeParts } from '#runtime/telemetry/observed/observe-parts.ts';
import { createQueueMeter } from '#runtime/telemetry/queue-meter.ts';
import { openTracer } from '#runtime/telemetry/tracing/open-tracer.ts';
import { describeUserAgent } from '#scraper/fetch/user-agent.ts';
import { openBackingParts } from './backing-parts.ts';

/** How long the last traces may take to be exported once everything else has ended. */
const TRACE_FLUSH_MS = 2_000;

// What a service writes (data, logs) is its own user's alone, whatever the machine's custom.
process.umask(0o077);
const names = parseServiceNames(process.argv[2]);
if (names === null) {
  process.stderr.write('Usage: main.js <api|scraper|indexer|analytics|all>\n');
  process.exitCode = 2;
} else {
  process.exitCode = await runProcess((fatal) => buildProcess(names, fatal));
  // Timers of third parties must not keep a drained process alive.
  process.exit();
}

async function buildProcess(services: ServiceName[], fatal: (error: unknown) => void) {
  const config = loadServiceConfig(services, process.env);
  const { logger, flush } = createLogger({ level: config.logLevel, file: config.logFile });
  const version = readVersion();
  const health = createHealth();
  const metrics = createMetrics({ version, services, health });
  const { registry } = metrics;
  const identity = { instance: randomUUID(), version, services: [...services], startedAt: new Date() };
  const tracer = await openTracer({ settings: config.tracing, identity, logger, registry });
  const log = (service: ServiceName) => logger.child({ service });
  const has = (service: ServiceName) => services.includes(service);
  const parts = observeParts(await openBackingParts(config, logger, fatal), registry);
  const { records, search, objects, closers } = parts;
  closers.push(() => tracer.close(TRACE_FLUSH_MS));
  const meter = createQueueMeter({ publishes: has('scraper'), consumes: has('indexer') });
  const queue = parts.queue && meter.wrap(parts.queue);

  for (const [name, part] of Object.entries({ queue, records, search, objects })) {
    if (part) health.register(name, () => part.ping());
  }

  const analytics = has('analytics')
    ? (await import('#analytics/server.ts')).createAnalytics({
        host: config.host,
        port: config.grpcPort,
        maxConnectionAgeMs: config.grpcMaxConnectionAgeMs,
        logger: log('analytics'),
        registry,
        tracer,
      })
    : undefined;
  const analyticsClient = has('indexer')
    ? (await import('#rpc/analytics-client.ts')).createAnalyticsClient({
        address: () => config.analyticsAddr ?? analytics?.address() ?? '',
        registry,
        tracer,
      })
    : undefined;
  if (analyticsClient) {
    health.register('analytics', () => analyticsClient.ping());
    closers.unshift(() => analyticsClient.close());
  }
  const indexer =
    analyticsClient && queue && records && search
      ? (await import('#indexer/server.ts')).createIndexer({
          queue,
          records,
          search,
          analytics: analyticsClient,
          logger: log('indexer'),
          registry,
          tracer,
          batchSize: config.indexerBatch,
        })
      : undefined;
  const scraper =
    has('scraper') && queue && objects
      ? (await import('#scraper/server.ts')).createScraper({
          queue,
          objects,
          logger: log('scraper'),
          registry,
          tracer,
          avatars: config.avatarFetch ? { userAgent: describeUserAgent(version, config.contact) } : null,
        })
      : undefined;
  const api =
    has('api') && search && objects
      ? (await import('#api/server.ts')).createApi({
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
    adminRoutes: (app) => queue && mountQueueRoutes(app, { queue, meter, logger }),
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
