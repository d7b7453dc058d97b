import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';
import type { ObjectStore } from '#ports/object-store.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { createHttpServer, ProblemError } from '#runtime/http/http-server.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import { createPercentiles } from './percentiles.ts';
import { mountAvatars } from './routes/avatars.ts';
import { mountProfiles } from './routes/profiles.ts';
import { mountSearch } from './routes/search.ts';
import { mountSuggest } from './routes/suggest.ts';

export interface ApiDeps {
  index: SearchIndex;
  objects: ObjectStore;
  logger: Logger;
  registry: Registry;
  version: string;
  /** Requests a second and client address; 0 is no limit. */
  rateLimit: number;
  /** Adds the probes' routes. */
  probes(app: HttpServer): void;
}

/** No public route takes a body. */
const BODY_LIMIT = 1_024;

/** The public, read-only API. */
export async function buildApp(deps: ApiDeps): Promise<HttpServer> {
  const app = createHttpServer({ logger: deps.logger, bodyLimit: BODY_LIMIT });
  // The answers are built to their schemas and checked in tests; compiled serializers are slower on `anyOf` with null.
  app.setSerializerCompiler(() => (payload) => JSON.stringify(payload));
  observeRequests(app, deps.registry);
  if (deps.rateLimit > 0) {
    await app.register(rateLimit, {
      max: deps.rateLimit,
      timeWindow: 1_000,
      errorResponseBuilder: () =>
        new ProblemError({
          title: 'Too many requests',
          status: 429,
          code: 'rate_limited',
          detail: `The limit is ${deps.rateLimit} requests per second`,
          hint: { text: 'retry after the number of seconds in the Retry-After header' },
        }),
    });
  }
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'InfluScope', version: deps.version, license: { name: 'MIT', identifier: 'MIT' } },
    },
  });
  const percentiles = createPercentiles(deps.index);
  await app.register(async (routes) => {
    const api = routes.withTypeProvider<
      import('@fastify/type-provider-typebox').TypeBoxTypeProvider
    >() as typeof app;
    mountSearch(api, { index: deps.index, percentiles });
    mountSuggest(api, { index: deps.index });
    mountProfiles(api, { index: deps.index, percentiles });
    mountAvatars(api, { objects: deps.objects });
    api.get('/openapi.json', { schema: { summary: 'Get this OpenAPI document' } }, async () => app.swagger());
    deps.probes(routes);
  });
  return app;
}

function observeRequests(app: HttpServer, registry: Registry): void {
  const duration = new Histogram({
    name: 'influscope_api_request_seconds',
    help: 'Time from request to response',
    labelNames: ['route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    duration.observe(
      { route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
  });
}
