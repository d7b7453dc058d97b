import type { StoredField } from '#contract/query/complete-query.ts';
import {
  completeChoice,
  completeField,
  completeStored,
  isStoredField,
  namedLike,
  readOpenEnd,
} from '#contract/query/complete-query.ts';
import type { SuggestResponse } from '#contract/query/suggest.ts';
import { SuggestQuerystring, SuggestResponseSchema } from '#contract/query/suggest.ts';
import type { SearchIndex, ValueCount } from '#ports/search-index.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { problemResponses } from './problem-responses.ts';

const DEFAULT_LIMIT = 8;
/** Shorter texts can be the beginning of a code only. */
const MIN_NAME = 3;
/** More than there are countries. */
const MAX_CODES = 300;

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
        const fields = end.isQuoted ? [] : completeField(end.typed);
        return { data, start, completions: fields.slice(0, limit) };
      }
      const completions = isStoredField(end.field)
        ? completeStored(end, await findValues(index, { field: end.field, typed: end.typed, limit }))
        : completeChoice(end);
      return { data: [], start, completions: completions.slice(0, limit) };
    },
  );
}

interface TypedValue {
  field: StoredField;
  typed: string;
  limit: number;
}

/** Stored values that begin so, then codes whose name begins so. */
async function findValues(index: SearchIndex, { field, typed, limit }: TypedValue): Promise<ValueCount[]> {
  const values = await index.values(field, typed, limit);
  const hasNames = field === 'country' || field === 'language';
  if (!hasNames || typed.length < MIN_NAME || values.length >= limit) return values;
  const named = namedLike(field, typed, await index.values(field, '', MAX_CODES));
  return [...values, ...named.filter(({ value }) => !values.some((known) => known.value === value))];
}
