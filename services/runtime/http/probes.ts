import type { Health as HealthBody } from '#contract/health.ts';
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

/** `/healthz`, `/readyz` and `/metrics`, without a token, on every port. */
export function mountProbes(
  app: HttpServer,
  { health, metrics, identity }: { health: Health; metrics: Metrics; identity: ProcessInfo },
): void {
  const body: HealthBody = {
    status: 'ok',
    instance: identity.instance,
    version: identity.version,
    services: identity.services,
    started_at: identity.startedAt.toISOString(),
  };
  const quiet = { config: { rateLimit: false }, logLevel: 'warn' } as const;
  app.get('/healthz', quiet, async () => body);
  app.get('/readyz', quiet, async (request, reply) => {
    const readiness = await health.readiness();
    reply.status(readiness.ready ? 200 : 503);
    if (!readiness.ready) reply.header('retry-after', 1);
    const verbose = (request.query as { verbose?: unknown }).verbose !== undefined;
    return verbose ? readiness : { ready: readiness.ready };
  });
  app.get('/metrics', quiet, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}
