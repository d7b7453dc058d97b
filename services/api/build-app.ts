import { randomUUID } from 'node:crypto';
import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { createHttpServer } from '#runtime/http/http-server.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { KeyGuard } from './keys/key-guard.ts';
import type { PageAssets } from './page/assets.ts';
import { readPageAssets } from './page/assets.ts';
import { mountKeyPage } from './page/key-page.ts';
import { mountPage, renderErrorPage } from './page/mount-page.ts';
import { createPercentiles } from './percentiles.ts';
import { mountAvatars } from './routes/avatars.ts';
import { mountExport } from './routes/export.ts';
import { mountOpenApi } from './routes/openapi.ts';
import { problemResponses } from './routes/problem-responses.ts';
import { mountProfiles } from './routes/profiles.ts';
import { mountSearch } from './routes/search.ts';
import { mountSimilar } from './routes/similar.ts';
import { mountSuggest } from './routes/suggest.ts';
import { createCursorSigner } from './sign-cursor.ts';

export interface ApiDeps {
  index: SearchIndex;
  objects: ObjectStore;
  /** For the posts and readings behind the figures. Without it the pages leave them out. */
  records?: Records;
  logger: Logger;
  registry: Registry;
  version: string;
  /** Requests a second and client address; 0 is no limit. */
  rateLimit: number;
  /** Proxies whose `X-Forwarded-For` counts. Default: 0. */
  trustedHops?: number;
  /** Signs cursors; the same for all processes that serve one address. Default: a random one. */
  cursorSecret?: string | null;
  /** Files of the pages. Default: those that the build made. */
  assets?: PageAssets;
  /** Guards every route but the probes with API keys. Default: no keys. */
  keys?: KeyGuard | undefined;
  /** Serves agents at `/mcp`, for clients that use these names or one of this machine. Default: no `/mcp`. */
  mcp?: { hosts: readonly string[] } | undefined;
  /** Adds the probes' routes. */
  probes(app: HttpServer): void;
}

/** No public route takes a body. */
const BODY_LIMIT = 1_024;
const REQUEST_TIMEOUT_MS = 15_000;

/** The public, read-only API, and the pages for people at `/`. */
export async function buildApp(deps: ApiDeps): Promise<HttpServer> {
  const { rateLimit: limit, trustedHops = 0, keys } = deps;
  const assets = deps.assets ?? readPageAssets();
  const app = createHttpServer({
    renderProblem: (problem, request) => renderErrorPage(assets, problem, request),
    logger: deps.logger,
    bodyLimit: BODY_LIMIT,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    guard: { limit, trustedHops },
  });
  // The answers are built to their schemas and checked in tests; compiled serializers are slower on `anyOf` with null.
  app.setSerializerCompiler(() => (payload) => JSON.stringify(payload));
  observeRequests(app, deps.registry);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'InfluScope', version: deps.version, license: { name: 'MIT', identifier: 'MIT' } },
    },
  });
  const cursors = createCursorSigner(deps.cursorSecret ?? randomUUID());
  const percentiles = createPercentiles(deps.index);
  const requireKeys = (routes: FastifyInstance) => {
    if (!keys) return;
    routes.addHook('onRequest', (request) => keys.check(request));
    routes.addHook('onSend', keepFromSharedCaches);
  };
  await app.register(async (routes) => {
    routes.addHook('onRoute', describeErrors);
    deps.probes(routes as unknown as HttpServer);
  });
  await app.register(async (routes) => {
    routes.addHook('onRoute', describeErrors);
    requireKeys(routes as unknown as FastifyInstance);
    const api = routes.withTypeProvider<
      import('@fastify/type-provider-typebox').TypeBoxTypeProvider
    >() as typeof app;
    mountSearch(api, { index: deps.index, percentiles, cursors });
    mountExport(api, { index: deps.index, percentiles });
    mountSuggest(api, { index: deps.index });
    mountProfiles(api, { index: deps.index, percentiles });
    mountSimilar(api, { index: deps.index, percentiles });
    mountAvatars(api, { objects: deps.objects });
    mountOpenApi(api, () => app.swagger());
  });
  await app.register(async (routes) => {
    requireKeys(routes as unknown as FastifyInstance);
    mountPage(routes as typeof app, {
      index: deps.index,
      ...(deps.records && { records: deps.records }),
      percentiles,
      cursors,
      assets,
    });
    if (keys) mountKeyPage(routes as typeof app, { keys, assets, trustedHops });
  });
  if (deps.mcp) {
    const { version, logger } = deps;
    const hosts = new Set(deps.mcp.hosts.map((name) => name.toLowerCase()));
    const { mountMcp } = await import('./mcp/mount-mcp.ts');
    await app.register(async (routes) => {
      requireKeys(routes as unknown as FastifyInstance);
      mountMcp(routes as typeof app, { app, version, logger, hosts });
    });
  }
  return app;
}

/** A cache between the clients and this server must not answer those without a key. */
async function keepFromSharedCaches(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const caching = reply.getHeader('cache-control');
  if (request.routeOptions.config.right === null || typeof caching !== 'string') return;
  reply.header('cache-control', caching.replace('public', 'private'));
}

/** Every route can give the same errors. */
function describeErrors(route: RouteOptions): void {
  const schema = (route.schema ?? {}) as { response?: object };
  route.schema = {
    ...schema,
    response: { '2xx': { description: 'Success' }, ...problemResponses, ...schema.response },
  };
}

function observeRequests(app: HttpServer, registry: Registry): void {
  const duration = new Histogram({
    name: 'influscope_api_request_seconds',
    help: 'Time from request to response',
    labelNames: ['route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    duration.observe(
      { route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
    done();
  });
}
