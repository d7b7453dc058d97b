import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { UnavailableError } from '#ports/errors.ts';
import { addVectorFields, vectorAlias } from './add-vector-fields.ts';
import type { IndexMeta } from './check-mapping.ts';
import { checkMapping } from './check-mapping.ts';
import { indexDefinition, servingSettings, VECTOR_PROPERTIES } from './definition.ts';

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
  /** Whether the index has fields for vectors. One that lacks them is looked up again at intervals. */
  hasVectors(): Promise<boolean>;
  /** Answers what `work` does. Once, when the index turns out to be gone, it is looked up again. */
  read<T>(work: () => Promise<T>): Promise<T>;
}

export interface FoundIndex {
  name: string;
  meta: IndexMeta | undefined;
  hasVectors: boolean;
}

const LOOK_MS = 30_000;

export function createCurrentIndex(target: IndexTarget): CurrentIndex {
  let known: Promise<void> | undefined;
  let provisioned = false;
  let vectors = { has: false, lookAtMs: 0 };

  const current: CurrentIndex = {
    async ensure() {
      const found = await findIndexes(target);
      if (found.length === 0) await createFirst(target);
      else for (const { name, meta } of found) checkMapping(name, meta);
      const lacking = found.filter(({ hasVectors }) => !hasVectors);
      const has =
        lacking.length === 0 || (!target.readOnly && (await addVectorFields(target.client, lacking)));
      vectors = { has, lookAtMs: performance.now() + LOOK_MS };
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
    async hasVectors() {
      await current.ready();
      if (vectors.has || performance.now() < vectors.lookAtMs) return vectors.has;
      current.forget();
      await current.ready();
      return vectors.has;
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
  type Mappings = { _meta?: IndexMeta; properties?: Record<string, unknown> };
  const { status, body } = await client.request<Record<string, { mappings?: Mappings }>>({
    method: 'GET',
    path: `/${alias}/_mapping`,
    accept: [404],
  });
  if (status === 404) return [];
  const fields = Object.keys(VECTOR_PROPERTIES);
  return Object.entries(body).map(([name, { mappings }]) => ({
    name,
    meta: mappings?._meta,
    hasVectors: fields.every((field) => field in (mappings?.properties ?? {})),
  }));
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
      body: {
        ...indexDefinition(servingSettings(replicas)),
        aliases: { [alias]: {}, [vectorAlias(`${alias}-1`)]: {} },
      },
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
