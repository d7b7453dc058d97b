import {
  completeChoice,
  completeField,
  completeStored,
  isStoredField,
  readOpenEnd,
} from '#contract/query/complete-query.ts';
import type { SuggestResponse } from '#contract/query/suggest.ts';
import { SuggestQuerystring, SuggestResponseSchema } from '#contract/query/suggest.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { problemResponses } from './problem-responses.ts';

const DEFAULT_LIMIT = 8;

/** `GET /suggest` */
export function mountSuggest(app: HttpServer, { index }: { index: SearchIndex }): void {
  app.get(
    '/suggest',
    {
      schema: {
        summary: 'Complete a word, a handle, a field or its value',
        querystring: SuggestQuerystring,
        response: { 200: SuggestResponseSchema, ...problemResponses },
      },
    },
    async ({ query: { q, limit = DEFAULT_LIMIT } }): Promise<SuggestResponse> => {
      const end = readOpenEnd(q);
      const { start } = end;
      if (end.kind === 'word') {
        // Handles can have several words, fields stand between none.
        const words = q.includes(':') ? end.typed : q;
        const data = words === '' ? [] : await index.suggest(words, limit);
        return { data, start, completions: completeField(end.typed).slice(0, limit) };
      }
      const completions = isStoredField(end.field)
        ? completeStored(end, await index.values(end.field, end.typed, limit))
        : completeChoice(end);
      return { data: [], start, completions: completions.slice(0, limit) };
    },
  );
}
