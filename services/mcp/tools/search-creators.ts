import Type from 'typebox';
import { SORTS } from '#contract/limits.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { MATCHED } from '#contract/query/search-query.ts';
import type { Profile } from '#domain/profile.ts';
import { CUT_BYTES, countFitting, jsonBytes } from '../answer-size.ts';
import type { AskApi } from '../ask-api.ts';
import { readApi } from '../ask-api.ts';
import { cleanText } from '../clean-text.ts';
import { CreatorRowSchema } from '../creator/creator-schema.ts';
import { toCreatorRow } from '../creator/to-creator.ts';
import { defineTool, UNTRUSTED } from '../tool.ts';
import { CLOSED, QUERY } from './arguments.ts';

const MAX_ROWS = 50;
const DEFAULT_ROWS = 10;
const MAX_NOTES = 5;
const NOTE_CHARS = 200;
const QUERY_CHARS = 300;

const Input = Type.Object(
  {
    query: Type.Optional(QUERY),
    sort: Type.Optional(
      Type.Enum([...SORTS], { description: 'Default: relevance with words, else followers' }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_ROWS, description: `Default: ${DEFAULT_ROWS}` }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 1_100, description: 'next_cursor of the previous answer' }),
    ),
  },
  CLOSED,
);

const Output = Type.Object({
  creators: Type.Array(CreatorRowSchema),
  total: Type.Integer({ description: 'Number of matching profiles' }),
  matched: Type.Enum([...MATCHED], {
    description:
      'fuzzy: close spellings match too; some: no profile has all words, so profiles with some of them are returned',
  }),
  query: Type.String({ description: 'The query as it was understood' }),
  sort: Type.Enum([...SORTS]),
  notes: Type.Array(Type.String(), { description: 'Parts of the query that were not understood as typed' }),
  next_cursor: Type.Union([Type.String(), Type.Null()], {
    description: 'Pass it as cursor to get the next page; null: there are no more rows',
  }),
  cut: Type.Optional(Type.String({ description: 'Why there are fewer creators than limit' })),
});

export const searchCreators = defineTool({
  name: 'search_creators',
  title: 'Search creators',
  description: `Find creators by words and filters. Returns short rows, best first; get_creator returns all figures of one creator. ${UNTRUSTED}`,
  input: Input,
  output: Output,
  async run({ query, sort, limit = DEFAULT_ROWS, cursor }, ask, signal) {
    const search = (rows: number) => {
      const given = { q: query, sort, cursor, limit: String(rows), facets: 'false' };
      return fetchPage(given, ask, signal);
    };
    const page = await search(limit);
    const head = headOf(page);
    const rows = toRows(page);
    const fitting = countFitting(rows, jsonBytes(head) + CUT_BYTES);
    if (fitting === rows.length) return { creators: rows, ...head, next_cursor: page.next };
    // The cursor must continue after the last row that is sent.
    const shorter = await search(Math.max(1, fitting));
    const kept = toRows(shorter);
    return {
      creators: kept,
      ...headOf(shorter),
      next_cursor: shorter.next,
      cut: `The answer has ${kept.length} of ${rows.length} rows, to stay small. Pass next_cursor as cursor for the next rows.`,
    };
  },
});

function fetchPage(
  given: Readonly<Record<string, string | undefined>>,
  ask: AskApi,
  signal: AbortSignal,
): Promise<SearchResponse> {
  const entries = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return readApi(ask, `/search?${new URLSearchParams(entries)}`, signal);
}

function toRows({ data }: SearchResponse) {
  return data.map((profile) => toCreatorRow(profile as Profile));
}

function headOf({ total, matched, query, sort, notes }: SearchResponse) {
  const texts = notes.slice(0, MAX_NOTES).map(({ message, suggestion }) => {
    const advice = suggestion === null ? '' : ` Suggestion: ${suggestion}`;
    return cleanText(`${message}${advice}`, NOTE_CHARS) ?? '';
  });
  return { total, matched, query: cleanText(query, QUERY_CHARS) ?? '', sort, notes: texts };
}
