import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Health as HealthBody, Readiness } from '#contract/health.ts';
import { isChallenge, proveIdentity } from '#contract/identity-proof.ts';
import type { Health } from '../process/health.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { checkToken } from './check-token.ts';
import type { HttpServer } from './http-server.ts';
import { isLoopback } from './loopback.ts';

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
  /** The admin token, with which `/healthz` proves the identity of the process; it is never sent. */
  token: string | null;
}

const ReadySchema = Type.Object({ ready: Type.Boolean() });
const QUIET = { logLevel: 'warn' } as const;

/** `/healthz` and `/readyz` of the public port. They say nothing about the parts of the instance. */
export function mountPublicProbes(
  app: HttpServer,
  { health, identity, token }: Omit<ProbesDeps, 'metrics'>,
): void {
  mountHealth(app, identity, token);
  app.get(
    '/readyz',
    {
      ...QUIET,
      schema: {
        summary: 'Check whether the API is ready',
        response: { 200: ReadySchema, 503: ReadySchema },
      },
    },
    async (_request, reply) => {
      const { ready } = await answerReadiness(health, reply);
      return { ready };
    },
  );
}

/**
 * `/healthz`, `/readyz` and `/metrics` of the admin port, without a token. `/readyz?verbose` requires it: it names servers
 * and quotes their errors.
 */
export function mountProbes(app: HttpServer, { health, metrics, identity, token }: ProbesDeps): void {
  mountHealth(app, identity, token);
  app.get('/readyz', QUIET, async (request, reply) => {
    const verbose = (request.query as { verbose?: unknown }).verbose !== undefined;
    if (verbose) checkToken(token, request.headers.authorization);
    const readiness = await answerReadiness(health, reply);
    return verbose ? readiness : { ready: readiness.ready };
  });
  app.get('/metrics', QUIET, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}

function mountHealth(app: HttpServer, identity: ProcessInfo, token: string | null): void {
  const body: HealthBody = {
    status: 'ok',
    instance: identity.instance,
    version: identity.version,
    services: identity.services,
    started_at: identity.startedAt.toISOString(),
  };
  const schema = { summary: 'Check whether the process is alive' };
  app.get('/healthz', { ...QUIET, schema }, async (request) => {
    const { challenge } = request.query as { challenge?: unknown };
    const { localAddress, localPort } = request.socket;
    // A token that a person chose must not be open to guesses from the network.
    if (token === null || !isLoopback(localAddress ?? '') || !isChallenge(challenge)) return body;
    return { ...body, proof: proveIdentity(token, localPort ?? 0, challenge) };
  });
}

async function answerReadiness(health: Health, reply: FastifyReply): Promise<Readiness> {
  const readiness = await health.readiness();
  reply.status(readiness.ready ? 200 : 503);
  if (!readiness.ready) reply.header('retry-after', 1);
  return readiness;
}
