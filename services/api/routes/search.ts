import { performance } from 'node:perf_hooks';
import { printQuery } from '#contract/query/print-query.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { SearchQuerystring, SearchResponseSchema } from '#contract/query/search.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { ProfileText, SearchIndex, SearchPage } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { matchesEtag } from '../match-etag.ts';
import { parseSearchQuery } from '../parse-search-query.ts';
import type { Percentiles } from '../percentiles.ts';
import { createPageRenderer } from '../render-page.ts';
import type { CursorSigner } from '../sign-cursor.ts';
import { problemResponses } from './problem-responses.ts';

/** Caches may store a response, but must revalidate it before use. */
const CACHE_CONTROL = 'public, no-cache';

/** Not typed: the answer is sent as text that has this shape. */
const RESPONSES: object = {
  200: SearchResponseSchema,
  304: { description: 'The response has not changed since the one in `If-None-Match`' },
  ...problemResponses,
};

/** `GET /search`. Answers 304 when `If-None-Match` names the answer. */
export function mountSearch(
  app: HttpServer,
  { index, percentiles, cursors }: { index: SearchIndex; percentiles: Percentiles; cursors: CursorSigner },
): void {
  const render = createPageRenderer(cursors);
  app.get(
    '/search',
    {
      schema: {
        summary: 'Search profiles',
        querystring: SearchQuerystring,
        response: RESPONSES,
      },
    },
    async (request, reply) => {
      const startedAt = performance.now();
      const { query, notes, plain } = parseSearchQuery(request.query, wholeMinute(Date.now()));
      const cursor = query.cursor === null ? null : cursors.verify(query.cursor);
      const page = await index.searchTexts({ ...query, cursor });
      const meaning = {
        query: printQuery(query.tree),
        sort: query.sort,
        notes,
        plain,
        meaning: await describeMeaning(query, page, index),
      };
      const ranks = await percentiles.current();
      const tookMs = Math.round((performance.now() - startedAt) * 100) / 100;
      const { body, etag } = render(page, ranks, meaning, tookMs);
      reply.headers({ etag, 'cache-control': CACHE_CONTROL });
      if (matchesEtag(request.headers['if-none-match'], etag)) return reply.status(304).send();
      return reply.type('application/json; charset=utf-8').send(body());
    },
  );
}

async function describeMeaning(
  { meaning }: SearchQuery,
  { byMeaning }: SearchPage<ProfileText>,
  index: SearchIndex,
): Promise<SearchResponse['meaning']> {
  if (meaning === undefined) return null;
  const missing = byMeaning === null ? ((await index.missingMeaning?.()) ?? null) : null;
  return { alone: byMeaning ?? [], missing };
}

/** Ages are counted from it, so that the same question has the same answer for a while. */
function wholeMinute(ms: number): number {
  return ms - (ms % 60_000);
}
