import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { IndexMeta } from './check-mapping.ts';
import { checkMapping } from './check-mapping.ts';
import { indexDefinition, servingSettings } from './definition.ts';

export interface IndexTarget {
  client: ElasticsearchClient;
  /** The name that queries and writes go to; the indexes behind it are called `ALIAS-1`, `ALIAS-2` and so on. */
  alias: string;
  replicas: number;
  /** For a user that may not write: the index is not created here. Default: false. */
  readOnly?: boolean;
  /** Runs once the index exists; again after it failed. */
  provision?(): Promise<void>;
}

/** The index behind the alias. */
export interface CurrentIndex {
  /** Makes an empty index where there is none, and checks the mapping of one that is there. Throws store errors. */
  ensure(): Promise<void>;
  /** As `ensure`, but only until it has succeeded once or `forget` was called. */
  ready(): Promise<void>;
  forget(): void;
  /** Answers what `work` does. Once, when the index turns out to be gone, it is looked up again. */
  read<T>(work: () => Promise<T>): Promise<T>;
}

export interface FoundIndex {
  name: string;
  meta: IndexMeta | undefined;
}

export function createCurrentIndex(target: IndexTarget): CurrentIndex {
  let known: Promise<void> | undefined;
  let provisioned = false;

  const current: CurrentIndex = {
    async ensure() {
      const found = await findIndexes(target);
      if (found.length === 0) await createFirst(target);
      else for (const { name, meta } of found) checkMapping(name, meta);
      if (!provisioned) await target.provision?.();
      provisioned = true;
    },
    ready() {
      known ??= current.ensure().catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    forget() {
      known = undefined;
    },
    async read(work) {
      await current.ready();
      try {
        return await work();
      } catch (error) {
        if (!isGone(error)) throw error;
        current.forget();
        await current.ready();
        return work();
      }
    },
  };
  return current;
}

/** The indexes behind the alias: one, or none before the first write. */
export async function findIndexes({
  client,
  alias,
}: Pick<IndexTarget, 'client' | 'alias'>): Promise<FoundIndex[]> {
  const { status, body } = await client.request<Record<string, { mappings?: { _meta?: IndexMeta } }>>({
    method: 'GET',
    path: `/${alias}/_mapping`,
    accept: [404],
  });
  if (status === 404) return [];
  return Object.entries(body).map(([name, { mappings }]) => ({ name, meta: mappings?._meta }));
}

export function numberOf(index: string): number {
  return Number(/-(\d+)$/.exec(index)?.[1] ?? 0);
}

/** Everyone who finds no index makes the same one, so that there can only be one. */
async function createFirst({ client, alias, replicas, readOnly }: IndexTarget): Promise<void> {
  if (readOnly) throw new UnavailableError(`The indexer has not created the index yet [index=${alias}]`);
  try {
    await client.request({
      method: 'PUT',
      path: `/${alias}-1`,
      body: { ...indexDefinition(servingSettings(replicas)), aliases: { [alias]: {} } },
    });
  } catch (error) {
    const made = error instanceof ElasticsearchError && error.type === 'resource_already_exists_exception';
    if (!made) throw error;
    // Of another process; or it was left without its alias.
    const body = { actions: [{ add: { index: `${alias}-1`, alias } }] };
    if ((await findIndexes({ client, alias })).length === 0)
      await client.request({ method: 'POST', path: '/_aliases', body });
  }
}

/** The index that the alias led to when the request began is no more: a rebuilt one has taken its place. */
function isGone(error: unknown): boolean {
  const { type = '', message } = error as { type?: string; message: string };
  return type === 'index_not_found_exception' || /no such (?:index|shard)|all shards failed/.test(message);
}
