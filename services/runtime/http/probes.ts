import type { FastifyReply } from 'fastify';
import type { Health as HealthBody, Readiness } from '#contract/health.ts';
import type { Health } from '../process/health.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { HttpServer } from './http-server.ts';

/** Identifies one run of a process. */
export interface ProcessInfo {
  instance: string;
  version: string;
  services: string[];
  startedAt: Date;
}

export interface ProbesDeps {
  health: Health;
  metrics: Metrics;
  identity: ProcessInfo;
}

const QUIET = { logLevel: 'warn' } as const;

/** `/healthz` and `/readyz` of the public port. They say nothing about the parts of the instance. */
export function mountPublicProbes(app: HttpServer, { health, identity }: Omit<ProbesDeps, 'metrics'>): void {
  mountHealth(app, identity);
  app.get(
    '/readyz',
    { ...QUIET, schema: { summary: 'Whether the API is ready' } },
    async (_request, reply) => {
      const { ready } = await answerReadiness(health, reply);
      return { ready };
    },
  );
}

/** `/healthz`, `/readyz` and `/metrics` of the admin port, without a token. */
export function mountProbes(app: HttpServer, { health, metrics, identity }: ProbesDeps): void {
  mountHealth(app, identity);
  app.get('/readyz', QUIET, async (request, reply) => {
    const readiness = await answerReadiness(health, reply);
    const verbose = (request.query as { verbose?: unknown }).verbose !== undefined;
    return verbose ? readiness : { ready: readiness.ready };
  });
  app.get('/metrics', QUIET, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}

function mountHealth(app: HttpServer, identity: ProcessInfo): void {
  const body: HealthBody = {
    status: 'ok',
    instance: identity.instance,
    version: identity.version,
    services: identity.services,
    started_at: identity.startedAt.toISOString(),
  };
  app.get('/healthz', { ...QUIET, schema: { summary: 'Whether the process is alive' } }, async () => body);
}

async function answerReadiness(health: Health, reply: FastifyReply): Promise<Readiness> {
  const readiness = await health.readiness();
  reply.status(readiness.ready ? 200 : 503);
  if (!readiness.ready) reply.header('retry-after', 1);
  return readiness;
}
