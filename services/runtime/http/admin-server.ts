import type { Logger } from '../telemetry/logger.ts';
import { checkToken } from './check-token.ts';
import type { HttpServer } from './http-server.ts';
import { createHttpServer } from './http-server.ts';

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
