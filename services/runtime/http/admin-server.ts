import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from '../telemetry/logger.ts';
import type { HttpServer } from './http-server.ts';
import { createHttpServer, ProblemError } from './http-server.ts';

export interface AdminServerOptions {
  logger: Logger;
  /** Without a token every route behind it answers 403. */
  token: string | null;
  /** Routes for probes, open to whoever reaches the port. */
  open(app: HttpServer): void;
  /** Routes behind the token. */
  guarded(app: HttpServer): void;
}

const BODY_LIMIT = 1_000_000;

/** The admin surface of one process: probes in the open, everything else behind the bearer token. */
export function createAdminServer({ logger, token, open, guarded }: AdminServerOptions): HttpServer {
  const app = createHttpServer({ logger, bodyLimit: BODY_LIMIT });
  open(app);
  app.register(async (inner) => {
    inner.addHook('onRequest', async (request) => checkToken(token, request.headers.authorization));
    guarded(inner);
  });
  return app;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function checkToken(token: string | null, header: string | undefined): void {
  if (token === null) {
    throw new ProblemError({
      title: 'The admin surface is closed',
      status: 403,
      code: 'admin_closed',
      hint: 'Start the service with ADMIN_TOKEN_FILE',
    });
  }
  // Digests have one length, so the comparison tells nothing about the token's.
  if (header !== undefined && timingSafeEqual(digest(header), digest(`Bearer ${token}`))) return;
  throw new ProblemError(
    { title: 'A valid admin token is needed', status: 401, code: 'unauthorized' },
    { 'www-authenticate': 'Bearer' },
  );
}
