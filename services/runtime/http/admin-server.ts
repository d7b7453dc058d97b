import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from '../telemetry/logger.ts';
import type { HttpServer } from './http-server.ts';
import { createHttpServer } from './http-server.ts';
import { ProblemError } from './problem-error.ts';

export interface AdminServerOptions {
  logger: Logger;
  /** `null`: every route that requires it answers 403. */
  token: string | null;
  /** Routes that need no token: the probes. */
  open(app: HttpServer): void;
  /** Routes that require the token. */
  guarded(app: HttpServer): void;
}

const BODY_LIMIT = 1_000_000;

/** The admin API of one process. Only the probes work without the bearer token. */
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
      title: 'Admin API disabled',
      status: 403,
      code: 'admin_closed',
      hint: { text: 'set ADMIN_TOKEN_FILE and restart the service' },
    });
  }
  // Digests have equal lengths: the comparison does not reveal the length of the token.
  if (header !== undefined && timingSafeEqual(digest(header), digest(`Bearer ${token}`))) return;
  throw new ProblemError(
    { title: 'Invalid or missing admin token', status: 401, code: 'unauthorized' },
    { 'www-authenticate': 'Bearer' },
  );
}
