import { performance } from 'node:perf_hooks';
import type { SearchResponse } from '#contract/query/search.ts';
import { SearchQuerystring, SearchResponseSchema } from '#contract/query/search.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { parseSearchQuery } from '../parse-search-query.ts';
import type { Percentiles } from '../percentiles.ts';
import type { CursorSigner } from '../sign-cursor.ts';
import { problemResponses } from './problem-responses.ts';

/** `GET /search` */
export function mountSearch(
  app: HttpServer,
  { index, percentiles, cursors }: { index: SearchIndex; percentiles: Percentiles; cursors: CursorSigner },
): void {
  app.get(
    '/search',
    {
      schema: {
        summary: 'Search profiles',
        querystring: SearchQuerystring,
        response: { 200: SearchResponseSchema, ...problemResponses },
      },
    },
    async (request): Promise<SearchResponse> => {
      const startedAt = performance.now();
      const query = parseSearchQuery(request.query);
      const cursor = query.cursor === null ? null : cursors.verify(query.cursor);
      const page = await index.search({ ...query, cursor });
      const data = await percentiles.annotate(page.data);
      return {
        count: data.length,
        data,
        total: page.total,
        took_ms: Math.round((performance.now() - startedAt) * 100) / 100,
        matched: page.matched,
        facets: page.facets,
        next: page.next === null ? null : cursors.sign(page.next),
      };
    },
  );
}
