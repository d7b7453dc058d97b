import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { AnalyticsService } from '#analytics/server.ts';
import { createAnalytics } from '#analytics/server.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import { createAnalyticsClient } from '#rpc/analytics-client.ts';

export interface RunningAnalytics {
  service: AnalyticsService;
  client: AnalyticsClient;
  registry: Registry;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The analytics service on a free port of the loopback, with a client; both go when the scope ends. */
export async function startAnalytics(): Promise<RunningAnalytics> {
  const registry = new Registry();
  const service = createAnalytics({ host: '127.0.0.1', port: 0, logger: silentLogger(), registry });
  await service.start(new AbortController().signal);
  const client = createAnalyticsClient({ address: () => service.address(), backoffMs: 5, attempts: 3 });
  return {
    service,
    client,
    registry,
    async [Symbol.asyncDispose]() {
      await client.close();
      await service.stop(1_000);
    },
  };
}

export function silentLogger() {
  return pino({ level: 'silent' });
}
