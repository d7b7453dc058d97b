import Type from 'typebox';
import { SourceStatus } from '#contract/sources/sources.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import type { OpenSources } from './open-sources.ts';

/** `GET /sources`. `nextRuns`: when each source runs next by its schedules, epoch milliseconds. */
export function mountSourceRoutes(
  app: HttpServer,
  sources: Pick<OpenSources, 'list'>,
  nextRuns: () => Promise<ReadonlyMap<string, number>>,
): void {
  app.get(
    '/sources',
    {
      schema: {
        summary: 'List live sources: state, daily budgets, last error',
        response: { 200: Type.Array(SourceStatus) },
      },
    },
    async () => {
      const next = await nextRuns();
      return sources.list((name) => next.get(name) ?? null);
    },
  );
}
