import Type from 'typebox';
import { MAX_ENTRIES, MAX_LISTED } from '#contract/lists/limits.ts';
import type {
  EntriesAdded,
  EntriesRemoved,
  ListPage,
  ListRecord,
  ListRenamed,
} from '#contract/lists/lists.ts';
import {
  AddEntriesBody,
  EntriesAddedSchema,
  EntriesRemovedSchema,
  ListPageSchema,
  ListQuerystring,
  ListRenamedSchema,
  ListsSchema,
  NameSchema,
  RemoveEntriesBody,
  RenameListBody,
} from '#contract/lists/lists.ts';
import { ProblemSchema } from '#contract/problem.ts';
import type { Records } from '#ports/records.ts';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { requireId } from '../people/read-who.ts';
import { findPeople } from '../removal/find-people.ts';
import { addEntries } from './add-entries.ts';
import type { ListDeps } from './list-deps.ts';
import {
  deleteList,
  ensureList,
  entryKey,
  entryPrefix,
  readList,
  readLists,
  readPage,
} from './list-store.ts';
import { renameList } from './rename-list.ts';
import { currentIds, showEntries } from './show-entries.ts';

const params = Type.Object({ name: NameSchema });
const refusals = { 400: ProblemSchema, 404: ProblemSchema, 409: ProblemSchema };

/** `GET /lists`, `GET /lists/:name`, `POST /lists/:name/entries`, `…/rename` and `…/remove`. */
export function mountListRoutes(app: HttpServer, deps: ListDeps): void {
  const { records, now } = deps;

  app.get('/lists', { schema: { summary: 'Get all lists', response: { 200: ListsSchema } } }, async () => ({
    lists: await Promise.all(
      (await readLists(records)).map(async (list) => ({
        name: list.name,
        created_at: list.created_at,
        count: await records.count(entryPrefix(list)),
      })),
    ),
  }));

  app.get<{ Params: { name: string }; Querystring: ListQuerystring }>(
    '/lists/:name',
    {
      schema: {
        summary: 'Get the people of a list',
        params,
        querystring: ListQuerystring,
        response: { 200: ListPageSchema, ...refusals },
      },
    },
    async (request): Promise<ListPage> => {
      const list = await readList(records, request.params.name);
      const entries = await readPage(records, list, request.query.after, MAX_ENTRIES);
      const last = entries.at(-1)?.key.slice(entryPrefix(list).length);
      return {
        name: list.name,
        created_at: list.created_at,
        count: await records.count(entryPrefix(list)),
        data: await showEntries(entries, list, deps),
        next: last ?? null,
      };
    },
  );

  app.post<{ Params: { name: string }; Body: AddEntriesBody }>(
    '/lists/:name/entries',
    {
      schema: {
        summary: 'Add people to a list, or change their status and note; creates the list if necessary',
        params,
        body: AddEntriesBody,
        response: { 200: EntriesAddedSchema, ...refusals },
      },
    },
    async (request): Promise<EntriesAdded> => {
      for (const { id } of request.body.entries) requireId(id);
      const list = await ensureList(records, request.params.name, now());
      if (!(await hasRoom(list, request.body.entries, records))) {
        throw new ProblemError({
          title: `A list has at most ${MAX_LISTED} people`,
          status: 409,
          code: 'list_full',
          hint: { text: 'use another list' },
        });
      }
      return { name: list.name, ...(await addEntries(request.body.entries, list, deps)) };
    },
  );

  app.post<{ Params: { name: string }; Body: RenameListBody }>(
    '/lists/:name/rename',
    {
      schema: {
        summary: 'Give a list another name',
        params,
        body: RenameListBody,
        response: { 200: ListRenamedSchema, ...refusals },
      },
    },
    async (request): Promise<ListRenamed> => {
      const list = await readList(records, request.params.name);
      const { name } = await renameList(records, list, request.body.name);
      return { name, previous_name: list.name, count: await records.count(entryPrefix(list)) };
    },
  );

  app.post<{ Params: { name: string }; Body: RemoveEntriesBody }>(
    '/lists/:name/remove',
    {
      schema: {
        summary: 'Remove people from a list, or the whole list',
        params,
        body: RemoveEntriesBody,
        response: { 200: EntriesRemovedSchema, ...refusals },
      },
    },
    async (request): Promise<EntriesRemoved> => {
      const list = await readList(records, request.params.name);
      const { ids } = request.body;
      if (ids === undefined)
        return { name: list.name, removed: await deleteList(records, list), deleted: true };
      // A person may have been added under an earlier handle.
      const people = await findPeople(records, ids.map(requireId));
      const keys = new Set([...ids, ...people.flatMap((person) => person.ids)]);
      const found = await records.get([...keys].map((id) => entryKey(list, id)));
      const present = found.flatMap((entry) => entry?.key ?? []);
      if (present.length > 0) await records.delete(present);
      return { name: list.name, removed: present.length, deleted: false };
    },
  );
}

/** Whether the list has room for those who are not on it yet. */
async function hasRoom(
  list: ListRecord,
  entries: readonly { id: string }[],
  records: Records,
): Promise<boolean> {
  const count = await records.count(entryPrefix(list));
  if (count + entries.length <= MAX_LISTED) return true;
  const ids = await currentIds(
    entries.map(({ id }) => id),
    records,
  );
  const keys = [...new Set(ids.map((id) => entryKey(list, id)))];
  const known = (await records.get(keys)).filter((entry) => entry !== undefined);
  return count + keys.length - known.length <= MAX_LISTED;
}
