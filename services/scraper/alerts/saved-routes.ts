import Type from 'typebox';
import { NameSchema } from '#contract/lists/lists.ts';
import { printReading } from '#contract/plain/print-reading.ts';
import { readPlainWords } from '#contract/plain/read-plain-words.ts';
import { ProblemSchema } from '#contract/problem.ts';
import { readLastingQuery } from '#contract/query/read-lasting-query.ts';
import { hasAlerts } from '#contract/saved/has-alerts.ts';
import { saveArguments } from '#contract/saved/save-arguments.ts';
import type { SavedRecord, SavedSearch, SearchRemoved, SearchSaved } from '#contract/saved/saved-search.ts';
import {
  NO_ALERTS,
  SavedSearchesSchema,
  SavedSearchSchema,
  SaveSearchBody,
  SearchRemovedSchema,
  SearchSavedSchema,
} from '#contract/saved/saved-search.ts';
import type { Records } from '#ports/records.ts';
import { deleteStates } from '#runtime/alerts/erase-alerts.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import {
  readSavedSearch,
  readSavedSearches,
  removeSavedSearch,
  saveSearch,
} from '#runtime/saved/saved-store.ts';
import type { AlertSettings } from './alert-config.ts';
import { DestinationError, maskAddress, readDestination } from './destination.ts';

export interface SavedDeps {
  records: Records;
  settings: AlertSettings;
  /** Epoch milliseconds. */
  now(): number;
}

const params = Type.Object({ name: NameSchema });
type Params = { name: string };
const refusals = { 400: ProblemSchema, 404: ProblemSchema, 409: ProblemSchema };

/** `GET /saved-searches`, `GET` and `PUT /saved-searches/:name`, and `POST /saved-searches/:name/remove`. */
export function mountSavedRoutes(app: HttpServer, { records, settings, now }: SavedDeps): void {
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
        summary: 'Save a search under a name, with its alerts',
        params,
        body: SaveSearchBody,
        response: { 200: SearchSavedSchema, ...refusals },
      },
    },
    async ({ params: { name }, body }): Promise<SearchSaved> => {
      const typed = body.query.trim();
      refuseUnusable(typed, (query) => saveArguments(name, { ...body, query }));
      const query = body.plain ? printReading(readPlainWords(typed)) : typed;
      if (query !== typed) refuseUnusable(query, (other) => saveArguments(name, { ...body, query: other }));
      const alerts = { ...NO_ALERTS, ...body.alerts };
      const wanted = { name, query, alerts, to: readAddresses(body.to ?? [], settings) };
      if (wanted.to.length > 0 && !hasAlerts(alerts)) throw noAlerts();
      const options = { replace: body.replace ?? false, now: now() };
      const { search, before, outcome } = await saveSearch(records, wanted, options);
      if (before !== null && before.id !== search.id) await deleteStates(records, before.id);
      const known = new Set(before?.to.map(({ address }) => address));
      const secrets = search.to.flatMap(({ address, secret }) =>
        secret === null || known.has(address) ? [] : [{ to: maskAddress(address), secret }],
      );
      return { ...toView(search), outcome, secrets };
    },
  );

  app.post<{ Params: Params }>(
    '/saved-searches/:name/remove',
    {
      schema: {
        summary: 'Remove a saved search, the state of its alerts, and deliveries that are waiting',
        params,
        response: { 200: SearchRemovedSchema, ...refusals },
      },
    },
    async (request): Promise<SearchRemoved> => {
      const { name, id } = await removeSavedSearch(records, request.params.name);
      await deleteStates(records, id);
      return { name, removed: true };
    },
  );
}

function toView({ name, query, created_at, alerts, to }: SavedRecord): SavedSearch {
  return { name, query, created_at, alerts, to: to.map(({ address }) => maskAddress(address)) };
}

function readAddresses(given: readonly string[], settings: AlertSettings) {
  return [...new Set(given)].map((text) => {
    try {
      const destination = readDestination(text, settings);
      const isSigned = destination.kind === 'webhook';
      return { address: isSigned ? destination.url.href : text, isSigned };
    } catch (error) {
      if (!(error instanceof DestinationError)) throw error;
      const { code, message, hint } = error;
      throw new ProblemError({
        title: 'Alerts cannot be sent there',
        status: 400,
        code,
        detail: message,
        ...(hint && { hint }),
      });
    }
  });
}

function noAlerts(): ProblemError {
  return new ProblemError({
    title: 'There is an address, but no alert is turned on',
    status: 400,
    code: 'no_alerts',
    hint: { text: 'add an alert, such as --new-matches', command: ['saved', '--help'] },
  });
}

/** `command` returns the arguments that save another query instead. */
function refuseUnusable(query: string, command: (query: string) => readonly string[]): void {
  const read = readLastingQuery(query);
  if ('tree' in read) return;
  const { near } = read;
  const fault = read.fault.replace(/\.$/, '');
  throw new ProblemError({
    title: 'The query cannot be saved',
    status: 400,
    code: 'query_unusable',
    detail: `The query cannot be saved: ${fault}`,
    hint: near === null ? { command: ['saved', '--help'] } : { command: command(near) },
  });
}
