import Type from 'typebox';
import { NameSchema } from '#contract/lists/lists.ts';
import { ProblemSchema } from '#contract/problem.ts';
import { readLastingQuery } from '#contract/query/read-lasting-query.ts';
import type { SavedRecord, SavedSearch, SearchRemoved, SearchSaved } from '#contract/saved/saved-search.ts';
import {
  SavedSearchesSchema,
  SavedSearchSchema,
  SaveSearchBody,
  SearchRemovedSchema,
  SearchSavedSchema,
} from '#contract/saved/saved-search.ts';
import type { Records } from '#ports/records.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { readSavedSearch, readSavedSearches, removeSavedSearch, saveSearch } from './saved-store.ts';

export interface SavedDeps {
  records: Records;
  /** Epoch milliseconds. */
  now(): number;
}

const params = Type.Object({ name: NameSchema });
type Params = { name: string };
const refusals = { 400: ProblemSchema, 404: ProblemSchema, 409: ProblemSchema };

/** `GET /saved-searches`, `GET` and `PUT /saved-searches/:name`, and `POST /saved-searches/:name/remove`. */
export function mountSavedRoutes(app: HttpServer, { records, now }: SavedDeps): void {
  app.get(
    '/saved-searches',
    { schema: { summary: 'Get all saved searches', response: { 200: SavedSearchesSchema } } },
    async () => ({ searches: (await readSavedSearches(records)).map(toView) }),
  );

  app.get<{ Params: Params }>(
    '/saved-searches/:name',
    {
      schema: {
        summary: 'Get a saved search',
        params,
        response: { 200: SavedSearchSchema, ...refusals },
      },
    },
    async (request): Promise<SavedSearch> => toView(await readSavedSearch(records, request.params.name)),
  );

  app.put<{ Params: Params; Body: SaveSearchBody }>(
    '/saved-searches/:name',
    {
      schema: {
        summary: 'Save a search under a name',
        params,
        body: SaveSearchBody,
        response: { 200: SearchSavedSchema, ...refusals },
      },
    },
    async (request): Promise<SearchSaved> => {
      const query = request.body.query.trim();
      refuseUnusable(query);
      const { search, outcome } = await saveSearch(records, {
        name: request.params.name,
        query,
        replace: request.body.replace ?? false,
        now: now(),
      });
      return { ...toView(search), outcome };
    },
  );

  app.post<{ Params: Params }>(
    '/saved-searches/:name/remove',
    {
      schema: {
        summary: 'Remove a saved search',
        params,
        response: { 200: SearchRemovedSchema, ...refusals },
      },
    },
    async (request): Promise<SearchRemoved> => {
      const { name } = await removeSavedSearch(records, request.params.name);
      return { name, removed: true };
    },
  );
}

function toView({ name, query, created_at }: SavedRecord): SavedSearch {
  return { name, query, created_at };
}

function refuseUnusable(query: string): void {
  const read = readLastingQuery(query);
  if ('tree' in read) return;
  const { fault, note } = read;
  const at = note === null ? '' : ` [character=${note.span.start + 1}]`;
  throw new ProblemError({
    title: 'The query cannot be saved',
    status: 400,
    code: 'query_unusable',
    detail: `The query cannot be saved: ${fault}${at}`,
    ...(note !== null && note.suggestion !== null && { hint: { text: `write ${note.suggestion}` } }),
  });
}
