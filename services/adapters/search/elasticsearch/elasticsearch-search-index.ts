import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { Profile } from '#domain/profile.ts';
import type { ProfileText, SearchIndex, SearchPage } from '#ports/search-index.ts';
import type { MissingTextEncoder, TextEncoderOpening } from '#ports/text-encoder.ts';
import { createAnalyser } from '../analysis/analyser.ts';
import { questionOf } from '../cursor.ts';
import { startMeaning } from '../meaning/start-meaning.ts';
import { createCurrentIndex, findIndexes } from './index/current-index.ts';
import { mergeSegments } from './index/merge-segments.ts';
import { isSealed, removeStaleSeals } from './index/seal.ts';
import { createVisibleState } from './index/visible-state.ts';
import { createAnswerCache } from './query/answer-cache.ts';
import { answerSearch } from './query/answer-search.ts';
import { createCategoryLabels } from './query/category-labels.ts';
import { readDistribution } from './query/distribution.ts';
import { readProfile } from './query/read-profile.ts';
import { scan } from './query/scan.ts';
import { suggest } from './query/suggest.ts';
import { listValues } from './query/values.ts';
import { fillingAlias } from './rebuild/claim.ts';
import { rebuild } from './rebuild/rebuild.ts';
import type { BulkOutcome } from './write/bulk-outcome.ts';
import { createBulkWriter } from './write/bulk-writer.ts';
import type { CarryVectors } from './write/carry-vectors.ts';
import { carryVectors } from './write/carry-vectors.ts';
import { deleteDocuments } from './write/delete-documents.ts';
import { createQuietTask } from './write/quiet-task.ts';
import { readVersions } from './write/read-versions.ts';
import { upsertDocuments } from './write/upsert-documents.ts';
import { createVectorKeeper } from './write/vector-keeper.ts';

export interface ElasticsearchSearchIndexOptions {
  /** The index closes it. */
  client: ElasticsearchClient;
  /** The alias of the index in use; other names begin with it. Default: `influscope-profiles`. */
  alias?: string;
  /** Copies of the index beside the first. Default: 0. */
  replicas?: number;
  /** For a user that may not write. Default: false. */
  readOnly?: boolean;
  /** Opens the text encoder, once for all calls. Default: search uses words only. */
  encoder?: () => Promise<TextEncoderOpening>;
  /** Runs once the index exists, before the first operation; again after it failed. */
  provision?(): Promise<void>;
}

const NOT_INDEXED: MissingTextEncoder = {
  code: 'meaning_not_indexed',
  message: 'Search by meaning is off: the search index has no field for it.',
  hint: { text: 'Rebuild the index', command: ['reindex'] },
};

/** Documents that are embedded at a time: each batch is a search and a bulk request. */
const EMBEDDED_AT_A_TIME = 128;
const FIRST_REVISION = 1;
/** Least time between two refreshes for vectors. */
const VECTOR_REFRESH_MS = 10_000;
/** The pause in writing after which segments are merged, and the least time between two looks at them. */
const MERGING = { quietMs: 2_000, spacingMs: 60_000 };

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

  const carryFrom =
    (index: string): CarryVectors =>
    (documents) =>
      carryVectors(client, index, meaning.opened(), documents);

  const answers = createAnswerCache<SearchPage<ProfileText>>({
    state: createVisibleState(client, alias),
    sizeOf: ({ data }) => data.reduce((sum, { size }) => sum + size, 1_000),
  });

  const refresh = () => client.request({ method: 'POST', path: `/${alias}/_refresh` });
  const visible = async () => {
    await refresh();
    meaning.look();
  };
  const quietRefresh = createQuietTask({ run: visible });
  // Apart from that of the documents, which must not wait until all vectors are written; and rarely, to leave an import its time.
  const quietVectors = createQuietTask({ run: refresh, spacingMs: VECTOR_REFRESH_MS });
  const quietMerge = createQuietTask({ run: () => mergeSegments(client, alias), ...MERGING });
  const keeper = createVectorKeeper({
    client,
    alias,
    analyser,
    current,
    refresh,
    around: (write) => quietMerge.around(() => quietVectors.around(write)),
  });
  const aroundWrite = <T>(write: () => Promise<T>) => quietMerge.around(() => quietRefresh.around(write));
  /** A rebuild copies what is written meanwhile: vectors wait for the new index. */
  let rebuilding = false;
  const meaning = startMeaning({
    encoder: options.encoder,
    keeper: {
      ...keeper,
      pending: async (request) => (rebuilding ? { texts: [], more: false } : keeper.pending(request)),
    },
    batch: EMBEDDED_AT_A_TIME,
    embeds: !readOnly,
  });
  const vectorOf = async (query: SearchQuery) =>
    (query.meaning ?? query.like) !== undefined && (await current.hasVectors())
      ? meaning.vectorOf(query)
      : null;
  const find = async (query: SearchQuery, signal: AbortSignal | undefined) => {
    const vector = await vectorOf(query);
    return current.read(() => answerSearch(query, parts, signal, vector));
  };

  return {
    needsWarmUp: true,
    async missingMeaning() {
      return (await meaning.missing()) ?? ((await current.hasVectors()) ? null : NOT_INDEXED);
    },
    upsert: (documents) =>
      aroundWrite(async () => {
        await current.ready();
        const results = await upsertDocuments(documents, {
          writer,
          analyser,
          current,
          // The first revision of a record has no vector yet: an import of new people looks nothing up.
          carry: (all) => carryFrom(alias)(all.filter(({ version }) => version > FIRST_REVISION)),
          versions: (ids) => readVersions(client, alias, ids),
        });
        meaning.wake();
        return results;
      }),
    delete: (ids) =>
      aroundWrite(async () => {
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
      const { data, ...page } = await find(query, signal);
      return { data: data.map((text) => JSON.parse(text.toString()) as Profile), ...page };
    },
    searchTexts: (query, signal) => answers.answer(questionOf(query), () => find(query, undefined), signal),
    async *scan(query, signal) {
      await current.ready();
      yield* scan(query, parts, signal);
    },
    get: (id) => current.read(() => readProfile(id, parts, readOnly ? null : refresh)),
    suggest: (prefix, limit) => current.read(() => suggest(prefix, limit, parts)),
    values: (field, prefix, limit) => current.read(() => listValues(field, prefix, limit, parts)),
    count: () => current.read(() => count(client, alias)),
    distribution: () => current.read(() => readDistribution(client, alias)),
    refresh: () => current.read(visible),
    async rebuild(documents, signal) {
      await meaning.load();
      rebuilding = true;
      try {
        return await rebuild(documents, { ...target, current, analyser, carryFrom }, signal);
      } finally {
        rebuilding = false;
        meaning.look();
      }
    },
    async ping() {
      await current.ensure();
      meaning.start();
      await count(client, alias, { terminate_after: 1 });
    },
    async close() {
      await meaning.close();
      quietRefresh.close();
      quietVectors.close();
      quietMerge.close();
      await Promise.all([writer.close(), fillingWriter.close(), keeper.close()]);
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
