import type { Registry } from 'prom-client';
import { DEFAULT_GRPC_PORT } from '#analytics/config.ts';
import type { AnalyticsService } from '#analytics/server.ts';
import type { ApiService } from '#api/server.ts';
import type { Parts } from '#ports/parts.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import type { PrivacyKey } from '#runtime/privacy/check-privacy-key.ts';
import type { Health } from '#runtime/process/health.ts';
import type { Service, ServiceName } from '#runtime/process/service.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { alertSettings, avatarOptions, configureSources, inputOptions } from '#scraper/config.ts';
import type { ServiceConfigs } from './config.ts';

export interface ServicesContext {
  configs: ServiceConfigs;
  parts: { [P in keyof Parts]?: Parts[P] | undefined };
  /** What suits the adapters; `undefined` without any. */
  batchSize: number | undefined;
  host: string;
  version: string;
  /** Secret of the suppression list. */
  privacyKey: PrivacyKey;
  logger: Logger;
  registry: Registry;
  tracer: Tracer;
  health: Health;
  /** Signs the cursors of searches. */
  cursorSecret: string | null;
  probes(app: HttpServer): void;
}

export interface OpenServices {
  /** In the order in which they start. */
  services: Service[];
  closers: (() => Promise<void>)[];
  /** The port of the API; `null` without one. Throws before it has started. */
  publicPort(): number | null;
}

/** Loads the services that have a configuration, in the order in which they depend on each other. */
export async function openServices(context: ServicesContext): Promise<OpenServices> {
  const closers: (() => Promise<void>)[] = [];
  const analytics = await openAnalytics(context);
  const indexer = await openIndexer(context, analytics, closers);
  const scraper = await openScraper(context);
  const api = await openApi(context);
  return {
    services: [analytics, indexer, scraper, api].filter((service) => service !== undefined),
    closers,
    publicPort: () => api?.port() ?? null,
  };
}

const logOf = ({ logger }: ServicesContext, service: ServiceName) => logger.child({ service });

async function openAnalytics(context: ServicesContext): Promise<AnalyticsService | undefined> {
  const config = context.configs.analytics;
  if (config === null) return undefined;
  const { createAnalytics } = await import('#analytics/server.ts');
  const isAlone = Object.values(context.configs).filter((one) => one !== null).length === 1;
  return createAnalytics({
    ...context,
    logger: logOf(context, 'analytics'),
    port: config.grpcPort ?? (isAlone ? DEFAULT_GRPC_PORT : 0),
    maxConnectionAgeMs: Math.max(1, config.maxConnectionAgeMs),
    detectsLanguage: config.detectLanguage === 'on',
  });
}

async function openIndexer(
  context: ServicesContext,
  analytics: AnalyticsService | undefined,
  closers: (() => Promise<void>)[],
): Promise<Service | undefined> {
  const { configs, health, registry, tracer, privacyKey } = context;
  const { queue, records, search } = context.parts;
  const config = configs.indexer;
  if (config === null || !queue || !records || !search) return undefined;
  const { createAnalyticsClient } = await import('#rpc/analytics-client.ts');
  const address = () => config.analyticsAddr ?? analytics?.address() ?? '';
  const local = config.analyticsAddr ? undefined : analytics?.analyzeBatch;
  const client = createAnalyticsClient({ address, local, registry, tracer });
  health.register('analytics', () => client.ping());
  closers.push(() => client.close());
  const { createIndexer } = await import('#indexer/server.ts');
  const indexer = createIndexer({
    queue,
    records,
    search,
    analytics: client,
    logger: logOf(context, 'indexer'),
    registry,
    tracer,
    privacyKey,
    retention: config.retention,
    loadCompiler: async () =>
      (await import('#adapters/search/matcher/query-matcher.ts')).createQueryMatcher(),
    batchSize: config.batchSize ?? context.batchSize ?? 1,
  });
  health.register('stores', indexer.storesCheck, { required: false });
  return indexer;
}

async function openScraper(context: ServicesContext): Promise<Service | undefined> {
  const { configs, registry, tracer, version, privacyKey } = context;
  const { queue, records, objects, suppressions } = context.parts;
  if (configs.scraper === null || !queue || !records || !objects) return undefined;
  const { createScraper } = await import('#scraper/server.ts');
  return createScraper({
    queue,
    records,
    objects,
    ...(suppressions && { suppressionCopy: suppressions }),
    sources: configureSources(configs.scraper, { version, records }),
    plans: configs.scraper.plans,
    logger: logOf(context, 'scraper'),
    registry,
    tracer,
    avatars: avatarOptions(configs.scraper, version),
    keepContacts: configs.scraper.keepContacts === 'on',
    privacyKey,
    inputs: inputOptions(configs.scraper, version),
    alerts: alertSettings(configs.scraper),
    batchSize: context.batchSize,
  });
}

async function openApi(context: ServicesContext): Promise<ApiService | undefined> {
  const { configs, host, registry, version, cursorSecret, probes } = context;
  const { search, objects, records } = context.parts;
  if (configs.api === null || !search || !objects) return undefined;
  const { createApi } = await import('#api/server.ts');
  const { mcp, mcpHosts, ...config } = configs.api;
  const hosts = mcpHosts.split(',').map((name) => name.trim());
  return createApi({
    ...config,
    ...(mcp === 'on' && { mcp: { hosts: hosts.filter((name) => name !== '') } }),
    index: search,
    objects,
    ...(records && { records }),
    logger: logOf(context, 'api'),
    registry,
    version,
    host,
    cursorSecret,
    ownerToken: cursorSecret,
    probes,
  });
}
