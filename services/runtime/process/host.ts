import type { AddressInfo } from 'node:net';
import type { PlatformStats } from '#contract/health.ts';
import { createAdminServer } from '../http/admin-server.ts';
import type { HttpServer } from '../http/http-server.ts';
import { listenAddress } from '../http/loopback.ts';
import type { ProcessInfo } from '../http/probes.ts';
import { mountProbes } from '../http/probes.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { ProcessConfig } from './config.ts';
import type { Health } from './health.ts';
import type { Service } from './service.ts';

export interface HostOptions {
  config: ProcessConfig;
  identity: ProcessInfo;
  logger: Logger;
  health: Health;
  metrics: Metrics;
  /** In start order; they stop in reverse. */
  services: Service[];
  /** The process's own routes on the admin API; they require the token. */
  adminRoutes?(app: HttpServer): void;
  /** Called in order after the services have stopped. */
  closers: (() => Promise<void>)[];
  stats(): Promise<Omit<PlatformStats, 'rss_bytes' | 'loop_delay_p99_ms' | 'loop_delay_max_ms'>>;
}

export interface Host {
  adminPort(): number;
  start(signal: AbortSignal): Promise<void>;
  /** Drains within the grace period. Idempotent. */
  stop(): Promise<void>;
}

/** Runs services in one process, with one lifecycle and one admin API. */
export function createHost(options: HostOptions): Host {
  const { config, logger, health, services } = options;
  const admin = createAdmin(options);
  const started: Service[] = [];
  let stopping: Promise<void> | undefined;

  const stop = async () => {
    health.drain();
    const deadline = performance.now() + config.shutdownGraceMs;
    for (const service of started.reverse()) {
      await settle(logger, `stop ${service.name}`, service.stop(Math.max(0, deadline - performance.now())));
      logger.info({ service: service.name }, 'service stopped');
    }
    admin.server.closeAllConnections();
    await settle(logger, 'close the admin API', admin.close());
    for (const close of options.closers) await settle(logger, 'close a store', close());
    options.metrics.close();
  };

  return {
    adminPort: () => (admin.server.address() as AddressInfo).port,
    async start(signal) {
      await admin.listen({ host: listenAddress(config.host), port: config.adminPort });
      for (const service of services) {
        started.push(service);
        await service.start(signal);
        logger.info({ service: service.name }, 'service started');
      }
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Logs the error of a part that fails to stop, so that the others still stop. */
async function settle(logger: Logger, what: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (err) {
    logger.error({ err }, `failed to ${what}`);
  }
}

function createAdmin(options: HostOptions): HttpServer {
  const { config, logger, health, metrics, identity } = options;
  return createAdminServer({
    logger,
    token: config.adminToken,
    open: (app) => mountProbes(app, { health, metrics, identity, token: config.adminToken }),
    guarded(app) {
      for (const service of options.services) service.adminRoutes?.(app);
      options.adminRoutes?.(app);
      app.get('/stats', async (): Promise<PlatformStats> => {
        const delay = metrics.loopDelay();
        return {
          ...(await options.stats()),
          rss_bytes: process.memoryUsage.rss(),
          loop_delay_p99_ms: delay.p99Ms,
          loop_delay_max_ms: delay.maxMs,
        };
      });
    },
  });
}
