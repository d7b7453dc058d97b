import Type from 'typebox';
import { SourceStatus } from '#contract/sources.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import type { OpenSources } from './open-sources.ts';

/** `GET /sources`. */
export function mountSourceRoutes(app: HttpServer, sources: Pick<OpenSources, 'list'>): void {
  app.get(
    '/sources',
    {
      schema: {
        summary: 'List live sources: state, daily budgets, last error',
        response: { 200: Type.Array(SourceStatus) },
      },
    },
    () => sources.list(),
  );
}
