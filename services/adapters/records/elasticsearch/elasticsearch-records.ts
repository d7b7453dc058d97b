import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { ElasticsearchError } from '#adapters/elasticsearch-client/elasticsearch-error.ts';
import { bytesOf } from '#adapters/elasticsearch-client/text-bytes.ts';
import { createWorkInHand } from '#adapters/work-in-hand.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { PutResult, RecordEntry, RecordPut, Records } from '#ports/records.ts';
import { retry } from '#runtime/process/retry.ts';
import { createDocuments } from './create-documents.ts';
import { joinReads } from './join-reads.ts';
import { createLeases } from './leases.ts';
import { readDocuments } from './read-documents.ts';
import { encodeRecordDocument, recordId, TOMBSTONE } from './record-document.ts';
import { ensureRecordsIndex } from './records-index.ts';
import { countKeys, scanKeys } from './scan-keys.ts';
import { writeDocuments } from './write-documents.ts';

export interface ElasticsearchRecordsOptions {
  /** Closed by the records' `close`. */
  client: ElasticsearchClient;
  /** The alias of the records. Its index is created if it is missing. */
  index: string;
  /** For a user that may not write: the index is not created here. Default: false. */
  readOnly?: boolean;
}

const DEFAULT_PAGE_SIZE = 200;
/** Retries of reads. */
const RETRY = { attempts: 3, baseMs: 50, maxMs: 1_000 };
const MAX_DELETE_ROUNDS = 10;

/** Records in their own Elasticsearch index, for any number of processes. */
export function createElasticsearchRecords(options: ElasticsearchRecordsOptions): Records {
  const { client, index, readOnly = false } = options;
  const inHand = createWorkInHand('Records on Elasticsearch');
  const leases = createLeases(client, index);
  let prepared: Promise<void> | undefined;

  const prepare = (signal: AbortSignal) => {
    prepared ??= ensureRecordsIndex(client, index, signal, readOnly).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };

  const run = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    inHand.run(async (signal) => {
      await prepare(signal);
      try {
        return await work(signal);
      } catch (error) {
        if (!isIndexGone(error)) throw error;
        // Another program deleted it: the next call creates it again.
        prepared = undefined;
        throw new UnavailableError(`The records index was deleted [index=${index}]`, { cause: error });
      }
    });

  /** Reads are safe to retry. */
  const read = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    run((signal) =>
      retry(() => work(signal), {
        ...RETRY,
        signal,
        isFatal: (error) => !(error instanceof UnavailableError),
      }),
    );

  const get = joinReads((keys) =>
    read(async (signal) => (await readDocuments(client, index, keys, signal)).map((found) => found?.entry)),
  );

  const put = async (entries: readonly RecordPut[], signal: AbortSignal): Promise<PutResult[]> => {
    const writes = entries.map(({ key, value, expectedRevision }) => ({
      id: recordId(key),
      version: expectedRevision + 1,
      source: bytesOf(encodeRecordDocument(key, value)),
    }));
    const written = await writeDocuments(client, index, writes, signal);

    // A new record of a deleted key continues above its tombstone.
    const refused = entries.flatMap(({ key, expectedRevision }, at) =>
      expectedRevision === 0 && !written[at] ? [{ key, at }] : [],
    );
    const present = await readDocuments(
      client,
      index,
      refused.map(({ key }) => key),
      signal,
    );
    const again = refused.flatMap(({ at }, i) => {
      const found = present[i];
      const write = writes[at];
      return found && write && found.entry === undefined
        ? [{ at, write: { ...write, version: found.revision + 1 } }]
        : [];
    });
    const revived = await writeDocuments(
      client,
      index,
      again.map(({ write }) => write),
      signal,
    );
    const erased = refused.filter((_, i) => present[i] === undefined);
    const created = await createDocuments(
      client,
      index,
      erased.flatMap(({ at }) => writes[at] ?? []),
      signal,
    );
    const revisions = new Map(again.map(({ at, write }, i) => [at, revived[i] ? write.version : undefined]));
    for (const [i, { at }] of erased.entries()) revisions.set(at, created[i]);
    return entries.map(({ key, expectedRevision }, at) => {
      const revision = written[at] ? expectedRevision + 1 : revisions.get(at);
      return revision === undefined ? { key, ok: false } : { key, ok: true, revision };
    });
  };

  const remove = async (keys: readonly string[], signal: AbortSignal): Promise<void> => {
    let left = [...new Set(keys)];
    for (let round = 1; left.length > 0; round++) {
      if (round > MAX_DELETE_ROUNDS) {
        throw new UnavailableError('Other processes keep changing a record that this call deletes');
      }
      const present = await readDocuments(client, index, left, signal);
      const there = left.flatMap((key, i) => {
        const found = present[i];
        return found?.entry ? [{ key, version: found.revision + 1 }] : [];
      });
      const tombstones = there.map(({ key, version }) => ({
        id: recordId(key),
        version,
        source: bytesOf(JSON.stringify(TOMBSTONE)),
      }));
      const written = await writeDocuments(client, index, tombstones, signal);
      left = there.filter((_, i) => !written[i]).map(({ key }) => key);
    }
  };

  const erase = async (keys: readonly string[], signal: AbortSignal): Promise<void> => {
    let left = [...new Set(keys)];
    for (let round = 1; left.length > 0; round++) {
      if (round > MAX_DELETE_ROUNDS) {
        throw new UnavailableError('Other processes keep changing a record that this call erases');
      }
      const present = await readDocuments(client, index, left, signal);
      const there = left.flatMap((key, i) => {
        const found = present[i];
        return found ? [{ key, version: found.revision + 1 }] : [];
      });
      const removals = there.map(({ key, version }) => ({ id: recordId(key), version, source: null }));
      const written = await writeDocuments(client, index, removals, signal);
      left = there.filter((_, i) => !written[i]).map(({ key }) => key);
    }
  };

  async function* scan(
    prefix: string,
    { after = null, pageSize = DEFAULT_PAGE_SIZE }: { after?: string | null; pageSize?: number } = {},
  ): AsyncGenerator<RecordEntry[]> {
    let last = after;
    for (let isFirst = true; ; isFirst = false) {
      const from = last;
      const page = await read((signal) =>
        scanKeys(client, index, { prefix, after: from, pageSize, refresh: isFirst }, signal),
      );
      const end = page.at(-1);
      if (end === undefined) return;
      yield page;
      last = end.key;
    }
  }

  return {
    get,
    put: (entries) => run((signal) => put(entries, signal)),
    delete: (keys) => run((signal) => remove(keys, signal)),
    erase: (keys) => run((signal) => erase(keys, signal)),
    scan: (prefix, options) => scan(prefix, options),
    count: (prefix) => read((signal) => countKeys(client, index, prefix, signal)),
    acquireLease: (name, holder, ttlMs) => run((signal) => leases.acquire(name, holder, ttlMs, signal)),
    releaseLease: (name, holder) => run((signal) => leases.release(name, holder, signal)),
    ping: () => run(async (signal) => void (await readDocuments(client, index, ['ping'], signal))),
    async close() {
      await inHand.close();
      await client.close();
    },
  };
}

function isIndexGone(error: unknown): boolean {
  return error instanceof ElasticsearchError && error.type === 'index_not_found_exception';
}
