import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import type { PendingText, VectorKeeper } from '#adapters/search/meaning/pending-texts.ts';
import { hashText } from '#adapters/search/meaning/text-of-profile.ts';
import { UnavailableError } from '#ports/errors.ts';
import { vectorAlias } from '../index/add-vector-fields.ts';
import type { CurrentIndex } from '../index/current-index.ts';
import type { ReadDocument } from './bulk-lines.ts';
import { vectorLines } from './bulk-lines.ts';
import type { BulkLines, BulkWriter } from './bulk-writer.ts';
import { createBulkWriter } from './bulk-writer.ts';
import { meaningFields, textToEmbed } from './meaning-fields.ts';
import type { StoredFields, StoredVersion } from './stored-profile.ts';
import { PROFILE, readStored, revisionOf } from './stored-profile.ts';

export interface VectorKeeperParts {
  client: ElasticsearchClient;
  alias: string;
  analyser: Analyser;
  current: CurrentIndex;
  /** Makes what was written visible. */
  refresh(): Promise<unknown>;
  /** Runs a write, after which a refresh is worth it. */
  around<T>(write: () => Promise<T>): Promise<T>;
}

type PendingHit = StoredVersion & {
  _id: string;
  _index: string;
  _seq_no: number;
  _primary_term: number;
  fields: StoredFields & { revision?: [number] };
  sort: [sequence: number];
};

/** How often documents that a search did not show in the order of their writes are looked for. */
const LOOK_AGAIN_MS = 30_000;

/**
 * Finds documents without a vector in the order of their writes, and writes them again with it. A write holds only if the document
 * is as it was read: a newer one stays, and a deleted one does not come back. The server raises the version of such a document by
 * one, so that its own revision is stored in a field.
 */
export function createVectorKeeper(parts: VectorKeeperParts): VectorKeeper & { close(): Promise<void> } {
  const { client, alias, analyser, current } = parts;
  const taken = new Map<string, ReadDocument>();
  let writer: { index: string; bulk: BulkWriter } | undefined;
  let sequence = -1;
  let before = -1;
  let hasPut = false;
  let lookAgainAtMs = 0;

  const openWriter = async (index: string): Promise<BulkWriter> => {
    if (writer?.index === index) return writer.bulk;
    await writer?.bulk.close();
    const bulk = createBulkWriter({
      client,
      alias: vectorAlias(index),
      onPassing: async () => {},
      attempts: 1,
    });
    writer = { index, bulk };
    sequence = -1;
    before = -1;
    return bulk;
  };

  const find = async (model: string, limit: number): Promise<PendingHit[]> => {
    const { body } = await client.request<{ hits: { hits: PendingHit[] } }>({
      method: 'POST',
      path: `/${alias}/_search`,
      query: { allow_partial_search_results: false },
      body: {
        size: limit,
        track_total_hits: false,
        version: true,
        seq_no_primary_term: true,
        stored_fields: ['revision'],
        docvalue_fields: [PROFILE],
        query: {
          bool: { filter: [{ range: { _seq_no: { gt: sequence } } }], must_not: [{ term: { model } }] },
        },
        sort: [{ _seq_no: 'asc' }],
      },
      idempotent: true,
    });
    return body.hits.hits;
  };

  const write = async (lines: readonly BulkLines[]): Promise<void> => {
    if (writer === undefined || lines.length === 0) return;
    const { bulk } = writer;
    hasPut = true;
    const outcomes = await parts.around(() => bulk.write(lines));
    const passing = outcomes.find((outcome) => outcome.kind === 'passing');
    if (passing === undefined) return;
    if (passing.gone) current.forget();
    throw new UnavailableError(`Elasticsearch cannot take vectors now: ${passing.reason}`);
  };

  /** A search may show a later write before an earlier one: from time to time, it begins with the first again. */
  const startOver = async (): Promise<void> => {
    if (performance.now() < lookAgainAtMs) return;
    lookAgainAtMs = performance.now() + LOOK_AGAIN_MS;
    if (hasPut) await parts.refresh();
    hasPut = false;
    sequence = -1;
  };

  return {
    async pending({ model, languages, limit }) {
      if (!(await current.hasVectors())) return { texts: [], more: false };
      taken.clear();
      const index = writer?.index;
      let hits = await find(model, limit);
      const [first] = hits;
      if (first !== undefined && first._index !== index) {
        await openWriter(first._index);
        if (index !== undefined) hits = await find(model, limit);
      }
      before = sequence;
      const texts: PendingText[] = [];
      const silent: BulkLines[] = [];
      for (const hit of hits) {
        const profile = readStored(hit.fields);
        const read: ReadDocument = {
          document: { profile, version: revisionOf(hit) },
          seqNo: hit._seq_no,
          primaryTerm: hit._primary_term,
        };
        const text = textToEmbed(profile, { languages });
        if (text === null) silent.push(vectorLines(read, analyser, meaningFields(model, null)));
        else {
          taken.set(hit._id, read);
          texts.push({ id: hit._id, hash: hashText(text), text });
        }
      }
      await write(silent);
      sequence = hits.at(-1)?.sort[0] ?? sequence;
      if (hits.length === 0) await startOver();
      return { texts, more: hits.length === limit };
    },
    put: ({ rows, model }) =>
      write(
        rows.flatMap(({ id, hash, vector }) => {
          const read = taken.get(id);
          return read
            ? [vectorLines(read, analyser, meaningFields(model, { hash, vector: asBytes(vector) }))]
            : [];
        }),
      ),
    async retry() {
      sequence = before;
    },
    async close() {
      await writer?.bulk.close();
    },
  };
}

function asBytes(vector: Int8Array | null): Uint8Array | null {
  return vector && new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
