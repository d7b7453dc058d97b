import { Server, ServerCredentials } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { Registry } from 'prom-client';
import { ANALYTICS_SERVICE, loadAnalyticsProto } from '#rpc/analytics-proto.ts';
import { serverOptions } from '#rpc/channel-options.ts';
import type { AnalyticsHandlers } from '#rpc/generated/influscope/analytics/v1/Analytics.ts';
import type { AnalyzeBatchHandler } from '#rpc/local-call.ts';
import type { Service } from '#runtime/process/service.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { NO_TRACER } from '#runtime/telemetry/tracing/tracer.ts';
import { createAnalyzeBatch } from './analyze-batch.ts';
import { createAnalyticsMetrics } from './metrics.ts';
import { createTextAnalyzer } from './text/text-analyzer.ts';

export interface AnalyticsOptions {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  logger: Logger;
  registry: Registry;
  /** Connections are ended after this time, so that callers find new servers. Default 30,000. */
  maxConnectionAgeMs?: number;
  tracer?: Tracer;
  /** Default: yes. */
  detectsLanguage?: boolean;
}

export interface AnalyticsService extends Service {
  /** `host:port` at which this machine reaches the service. Throws before `start` has resolved. */
  address(): string;
  /** For callers in this process. */
  analyzeBatch: AnalyzeBatchHandler;
}

/** The analytics service over gRPC, with the standard health service beside it. */
export function createAnalytics(options: AnalyticsOptions): AnalyticsService {
  const { host, port, logger, registry, maxConnectionAgeMs = 30_000, tracer = NO_TRACER } = options;
  const { detectsLanguage = true } = options;
  const server = new Server(serverOptions(maxConnectionAgeMs));
  const health = new HealthImplementation({ '': 'NOT_SERVING', [ANALYTICS_SERVICE]: 'NOT_SERVING' });
  const metrics = createAnalyticsMetrics(registry);
  const texts = createTextAnalyzer({ detectsLanguage }, (err) =>
    logger.error({ err }, 'the text thread exited; the next call restarts it'),
  );
  const analyzeBatch = createAnalyzeBatch({ logger, metrics, tracer, texts });
  const handlers: AnalyticsHandlers = { AnalyzeBatch: analyzeBatch };
  let boundPort: number | undefined;
  let stopping: Promise<void> | undefined;

  const setStatus = (status: 'SERVING' | 'NOT_SERVING') => {
    health.setStatus('', status);
    health.setStatus(ANALYTICS_SERVICE, status);
  };

  return {
    name: 'analytics',
    analyzeBatch,
    address() {
      if (boundPort === undefined) throw new Error('The analytics service has not been started');
      return `${bracketed(reachable(host))}:${boundPort}`;
    },
    async start() {
      server.addService(loadAnalyticsProto().Analytics.service, handlers);
      health.addToServer(server);
      boundPort = await bind(server, `${bracketed(host)}:${port}`);
      setStatus('SERVING');
    },
    stop(deadlineMs) {
      setStatus('NOT_SERVING');
      stopping ??= shutDown(server, deadlineMs).then(() => texts.close());
      return stopping;
    },
  };
}

function bind(server: Server, address: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
    if (error) reject(new Error(`The analytics service cannot listen on ${address}: ${error.message}`));
    else resolve(port);
  });
  return promise;
}

/** Waits for pending calls; cancels those that remain after `deadlineMs`. */
async function shutDown(server: Server, deadlineMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    server.forceShutdown();
    resolve();
  }, deadlineMs);
  server.tryShutdown(() => resolve());
  await promise;
  clearTimeout(timer);
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
