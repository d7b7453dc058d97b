import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { Profile } from '#domain/profile.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { ProfileText, SearchIndex, SearchPage } from '#ports/search-index.ts';
import type { MissingTextEncoder } from '#ports/text-encoder.ts';
import { createAnalyser } from '../analysis/analyser.ts';
import { questionOf } from '../cursor.ts';
import { createCurrentIndex, findIndexes } from './index/current-index.ts';
import { isSealed, removeStaleSeals } from './index/seal.ts';
import { createVisibleState } from './index/visible-state.ts';
import { createAnswerCache } from './query/answer-cache.ts';
import { answerSearch } from './query/answer-search.ts';
import { createCategoryLabels } from './query/category-labels.ts';
import { readDistribution } from './query/distribution.ts';
import { scan } from './query/scan.ts';
import { suggest } from './query/suggest.ts';
import { listValues } from './query/values.ts';
import { fillingAlias } from './rebuild/claim.ts';
import { rebuild } from './rebuild/rebuild.ts';
import type { BulkOutcome } from './write/bulk-outcome.ts';
import { createBulkWriter } from './write/bulk-writer.ts';
import { deleteDocuments } from './write/delete-documents.ts';
import { createQuietRefresh } from './write/quiet-refresh.ts';
import type { StoredFields } from './write/stored-profile.ts';
import { readStored } from './write/stored-profile.ts';
import { upsertDocuments } from './write/upsert-documents.ts';

export interface ElasticsearchSearchIndexOptions {
  /** The index closes it. */
  client: ElasticsearchClient;
  /** The alias of the index in use; other names begin with it. Default: `influscope-profiles`. */
  alias?: string;
  /** Copies of the index beside the first. Default: 0. */
  replicas?: number;
  /** For a user that may not write. Default: false. */
  readOnly?: boolean;
  /** Runs once the index exists, before the first operation; again after it failed. */
  provision?(): Promise<void>;
}

const UNSUPPORTED: MissingTextEncoder = {
  code: 'meaning_unsupported',
  message: 'Search by meaning works only with the embedded search index.',
  hint: { text: 'See docs/search.md' },
};

/**
 * A search index on Elasticsearch 9. Text is analysed here, as the embedded index does it, so that both find the same;
 * Elasticsearch holds the tokens. Any number of processes may read, write and rebuild.
 */
export function createElasticsearchSearchIndex(options: ElasticsearchSearchIndexOptions): SearchIndex {
  const { client, alias = 'influscope-profiles', replicas = 0 } = options;
  const { readOnly = false, provision } = options;
  const target = { client, alias, replicas, readOnly, ...(provision && { provision }) };
  const current = createCurrentIndex(target);
  const analyser = createAnalyser();
  const parts = { client, alias, analyser, labels: createCategoryLabels(client, alias) };

  const onPassing = async ({ blocked, gone }: BulkOutcome & { kind: 'passing' }) => {
    if (gone) current.forget();
    if (blocked) await removeStaleSeals(client, await findIndexes(target), Date.now());
    await current.ready();
  };
  const writer = createBulkWriter({
    client,
    alias,
    onPassing,
    isSealed: async () => isSealed(await findIndexes(target), Date.now()),
  });
  const fillingWriter = createBulkWriter({
    client,
    alias: fillingAlias(alias),
    onPassing: async () => {},
    attempts: 1,
  });

  const answers = createAnswerCache<SearchPage<ProfileText>>({
    state: createVisibleState(client, alias),
    sizeOf: ({ data }) => data.reduce((sum, { json }) => sum + json.length, 1_000),
  });

  const refresh = () => client.request({ method: 'POST', path: `/${alias}/_refresh` });
  const quietRefresh = createQuietRefresh({ refresh });

  return {
    needsWarmUp: true,
    missingMeaning: async () => UNSUPPORTED,
    upsert: (documents) =>
      quietRefresh.around(async () => {
        await current.ready();
        return upsertDocuments(documents, { writer, analyser, current });
      }),
    delete: (ids) =>
      quietRefresh.around(async () => {
        await current.ready();
        await deleteDocuments(ids, { client, alias, writer, fillingWriter });
      }),
    async scrub() {
      await current.ready();
      // The server rewrites the segments of which a tenth or more is deleted, in its own time.
      await client.request({
        method: 'POST',
        path: `/${alias}/_forcemerge`,
        query: { only_expunge_deletes: true, wait_for_completion: false },
      });
      return true;
    },
    async search(query, signal) {
      const { data, ...page } = await current.read(() => answerSearch(query, parts, signal));
      return { data: data.map(({ json }) => JSON.parse(json) as Profile), ...page };
    },
    searchTexts: (query, signal) =>
      answers.answer(
        questionOf(query),
        () => current.read(() => answerSearch(query, parts, undefined)),
        signal,
      ),
    async *scan(query, signal) {
      await current.ready();
      yield* scan(query, parts, signal);
    },
    get: (id) =>
      current.read(async () => {
        const { body } = await client.request<{ found?: boolean; fields?: StoredFields }>({
          method: 'GET',
          path: `/${alias}/_doc/${encodeURIComponent(id)}`,
          query: { stored_fields: 'json' },
          accept: [404],
        });
        if (body.found === undefined) throw new UnavailableError(`The index does not exist [index=${alias}]`);
        return body.fields && readStored(body.fields);
      }),
    suggest: (prefix, limit) => current.read(() => suggest(prefix, limit, parts)),
    values: (field, prefix, limit) => current.read(() => listValues(field, prefix, limit, parts)),
    count: () => current.read(() => count(client, alias)),
    distribution: () => current.read(() => readDistribution(client, alias)),
    refresh: () => current.read(async () => void (await refresh())),
    rebuild: (documents, signal) => rebuild(documents, { ...target, current, analyser }, signal),
    async ping() {
      await current.ensure();
      await count(client, alias, { terminate_after: 1 });
    },
    async close() {
      quietRefresh.close();
      await Promise.all([writer.close(), fillingWriter.close()]);
      await client.close();
    },
  };
}

async function count(
  client: ElasticsearchClient,
  alias: string,
  query: Record<string, number> = {},
): Promise<number> {
  const { body } = await client.request<{ count: number }>({
    method: 'GET',
    path: `/${alias}/_count`,
    query,
  });
  return body.count;
}
