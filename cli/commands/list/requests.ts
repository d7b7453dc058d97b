import type { InstanceClient } from '#cli/http/instance-client.ts';
import { MAX_ENTRIES } from '#contract/lists/limits.ts';
import type {
  EntriesAdded,
  EntriesRemoved,
  GivenEntry,
  List,
  ListContent,
  ListPage,
  ListRenamed,
  Lists,
} from '#contract/lists/lists.ts';

const pathOf = (name: string) => `/lists/${encodeURIComponent(name)}`;

export async function readLists(client: InstanceClient, signal: AbortSignal): Promise<List[]> {
  return (await client.json<Lists>('admin', '/lists', 'Lists', { signal })).lists;
}

/** A list with all its people. */
export async function readList(
  client: InstanceClient,
  name: string,
  signal: AbortSignal,
): Promise<ListContent> {
  const pages: ListPage[] = [];
  let after: string | null = null;
  do {
    const query = after === null ? '' : `?${new URLSearchParams({ after })}`;
    const page: ListPage = await client.json('admin', `${pathOf(name)}${query}`, 'List', { signal });
    pages.push(page);
    after = page.data.length < MAX_ENTRIES ? null : page.next;
  } while (after !== null);
  const { next: _, ...head } = pages[0] as ListPage;
  return { ...head, data: pages.flatMap(({ data }) => data) };
}

/** In requests of bounded size. */
export async function addEntries(
  client: InstanceClient,
  name: string,
  entries: readonly GivenEntry[],
  signal: AbortSignal,
): Promise<EntriesAdded> {
  const sum: EntriesAdded = { name, added: 0, changed: 0, unchanged: 0, refused: 0 };
  for (let from = 0; from < entries.length; from += MAX_ENTRIES) {
    const body = { entries: entries.slice(from, from + MAX_ENTRIES) };
    const done: EntriesAdded = await post(client, `${pathOf(name)}/entries`, body, signal);
    sum.name = done.name;
    for (const key of ['added', 'changed', 'unchanged', 'refused'] as const) sum[key] += done[key];
  }
  return sum;
}

/** Without ids, deletes the list. */
export function removeEntries(
  client: InstanceClient,
  name: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<EntriesRemoved> {
  return post(client, `${pathOf(name)}/remove`, ids.length === 0 ? {} : { ids }, signal);
}

export function renameList(
  client: InstanceClient,
  name: string,
  to: string,
  signal: AbortSignal,
): Promise<ListRenamed> {
  return post(client, `${pathOf(name)}/rename`, { name: to }, signal);
}

function post<T>(client: InstanceClient, path: string, body: object, signal: AbortSignal): Promise<T> {
  return client.json('admin', path, 'List', {
    method: 'POST',
    json: body,
    signal,
  });
}
