import { randomUUID } from 'node:crypto';
import { configureParts } from '#adapters/open-parts.ts';
import { createEnvironment } from '#runtime/config/environment.ts';
import type { ProcessInfo } from '#runtime/http/probes.ts';
import { mountPublicProbes } from '#runtime/http/probes.ts';
import { mountQueueRoutes } from '#runtime/http/queue-routes.ts';
import { readVersion } from '#runtime/process/build-info.ts';
import { readProcessConfig } from '#runtime/process/config.ts';
import { createHealth } from '#runtime/process/health.ts';
import { createHost } from '#runtime/process/host.ts';
import type { Runnable } from '#runtime/process/process.ts';
import type { ServiceName } from '#runtime/process/service.ts';
import { createLogger } from '#runtime/telemetry/logger.ts';
import { createMetrics } from '#runtime/telemetry/metrics.ts';
import { observeParts } from '#runtime/telemetry/observed/observe-parts.ts';
import { createQueueMeter } from '#runtime/telemetry/queue-meter.ts';
import { openTracer } from '#runtime/telemetry/tracing/open-tracer.ts';
import { readServiceConfigs, usedPorts } from './config.ts';
import { openServices } from './open-services.ts';
import { readStats } from './read-stats.ts';

/** How long the last traces may take to be exported once everything else has ended. */
const TRACE_FLUSH_MS = 2_000;

/** Puts the services of one process together. Throws `ConfigError`. `fatal` ends the process. */
export async function buildProcess(
  services: readonly ServiceName[],
  variables: Readonly<Record<string, string | undefined>>,
  fatal: (error: unknown) => void,
): Promise<Runnable> {
  const environment = createEnvironment(variables);
  const config = readProcessConfig(environment);
  const configs = readServiceConfigs(services, environment);
  const configured = await configureParts(usedPorts(services), environment);
  environment.assertValid();

  const { logger, flush } = createLogger({ level: config.logLevel, file: config.logFile });
  const version = readVersion();
  const health = createHealth();
  const metrics = createMetrics({ version, services, health });
  const { registry } = metrics;
  const identity: ProcessInfo = {
    instance: randomUUID(),
    version,
    services: [...services],
    startedAt: new Date(),
  };
  const tracer = await openTracer({ settings: config.tracing, identity, logger, registry });
  const opened = await configured.open({ services, logger, onCrash: fatal });
  const parts = observeParts(opened, registry);
  const { closers } = parts;
  closers.push(() => tracer.close(TRACE_FLUSH_MS));
  const meter = createQueueMeter({
    publishes: services.includes('scraper'),
    consumes: services.includes('indexer'),
  });
  const queue = parts.queue && meter.wrap(parts.queue);
  for (const [name, part] of Object.entries({ ...parts, queue })) {
    if (part && 'ping' in part) health.register(name, () => part.ping());
  }

  const running = await openServices({
    configs,
    parts: { ...parts, queue },
    batchSize: configured.batchSize,
    host: config.host,
    version,
    privacyKey: { secret: config.privacyKey, change: config.privacyKeyChange },
    logger,
    registry,
    tracer,
    health,
    cursorSecret: config.adminToken,
    probes: (app) => mountPublicProbes(app, { health, identity, token: config.adminToken }),
  });
  closers.unshift(...running.closers);

  const host = createHost({
    config,
    identity,
    logger,
    health,
    metrics,
    services: running.services,
    closers,
    adminRoutes: (app) => queue && mountQueueRoutes(app, { queue, meter, logger }),
    stats: () => readStats({ search: parts.search, queue }),
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
        port: running.publicPort(),
        adminPort: host.adminPort(),
      };
    },
    stop: () => host.stop(),
  };
}
