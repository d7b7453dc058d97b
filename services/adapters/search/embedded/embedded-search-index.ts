import type { SearchQuery } from '#contract/query/search-query.ts';
import type { Profile } from '#domain/profile.ts';
import type { ProfileRank, SearchIndex, UpsertResult } from '#ports/search-index.ts';
import type { TextEncoderOpening } from '#ports/text-encoder.ts';
import type { OnCrash, WorkerClient } from '#runtime/worker/worker-client.ts';
import { createWorkerClient, resolveWorkerScript } from '#runtime/worker/worker-client.ts';
import type { PendingTexts } from '../meaning/pending-texts.ts';
import { startMeaning } from '../meaning/start-meaning.ts';
import { stringText } from '../stored/string-text.ts';
import type { WireDocument, WirePage, WireScan, WireSearch, WorkerSettings } from './protocol.ts';
import { translateStoreError } from './store/errors.ts';

export interface EmbeddedSearchIndexOptions {
  /** A directory; made when it is not there. */
  path: string;
  /** Reading threads. Default: 1. */
  readers?: number;
  /** What `ping` reaches: the part that this process needs. Threads start when they are first needed. Default: both. */
  role?: 'reader' | 'writer' | 'both';
  /** Told when one of the threads has ended by itself. */
  onCrash?: OnCrash | undefined;
  /** Opens the text encoder, once for all calls. Default: search uses words only. */
  encoder?: () => Promise<TextEncoderOpening>;
}

const SCRIPTS = 'services/adapters/search/embedded';

/**
 * A search index in a directory, on SQLite's FTS5, in worker threads. Several processes may use the same directory:
 * what one has written, queries of all see at once.
 */
export function createEmbeddedSearchIndex(options: EmbeddedSearchIndexOptions): SearchIndex {
  const { path, readers: readerCount = 1, role = 'both' } = options;
  const start = (script: string) =>
    createWorkerClient(
      resolveWorkerScript(`${SCRIPTS}/${script}`),
      { directory: path } satisfies WorkerSettings,
      options.onCrash,
    );
  const readers: WorkerClient[] = [];
  let writer: WorkerClient | undefined;
  let turn = 0;

  const write = <T>(method: string, payload?: unknown): Promise<T> => {
    writer ??= start('writer-worker');
    return writer.call<T>(method, payload);
  };
  const read = <T>(method: string, payload?: unknown): Promise<T> => {
    const at = turn++ % readerCount;
    const reader = readers[at] ?? start('reader-worker');
    readers[at] = reader;
    return reader.call<T>(method, payload);
  };

  const meaning = startMeaning({
    encoder: options.encoder,
    keeper: {
      pending: (request) => write<PendingTexts>('pendingTexts', request),
      put: (texts) => write<void>('putVectors', texts),
      retry: () => write<void>('retryTexts'),
    },
    embeds: role !== 'reader',
  });
  const readPage = async (query: SearchQuery): Promise<WirePage> =>
    read<WirePage>('search', { query, vector: await meaning.vectorOf(query) } satisfies WireSearch);

  /** A text of the index. */
  const parse = <T>(json: string): T => {
    try {
      return JSON.parse(json) as T;
    } catch (error) {
      throw translateStoreError(error, path);
    }
  };

  return {
    async upsert(documents) {
      const results = await write<UpsertResult[]>('upsert', documents.map(toWire));
      meaning.wake();
      return results;
    },
    async delete(ids) {
      await write('delete', ids);
    },
    missingMeaning: () => meaning.missing(),
    scrub: () => write<boolean>('scrub'),
    async search(query, signal) {
      signal?.throwIfAborted();
      const { profiles, ...page } = await readPage(query);
      signal?.throwIfAborted();
      return { data: profiles.map((json) => parse<Profile>(json)), ...page };
    },
    async searchTexts(query, signal) {
      signal?.throwIfAborted();
      const { profiles, ...page } = await readPage(query);
      signal?.throwIfAborted();
      return { data: profiles.map((json) => stringText(json, parse<ProfileRank>(json))), ...page };
    },
    async *scan(query, signal) {
      for (let after: string | null = ''; after !== null; ) {
        signal?.throwIfAborted();
        const batch: WireScan = await read('scan', { query, after });
        if (batch.profiles.length > 0)
          yield batch.profiles.map((json) => stringText(json, parse<ProfileRank>(json)));
        after = batch.last;
      }
    },
    async get(id) {
      const json = await read<string | undefined>('get', id);
      return json === undefined ? undefined : parse<Profile>(json);
    },
    suggest: (prefix, limit) => read('suggest', { prefix, limit }),
    values: (field, prefix, limit) => read('values', { field, prefix, limit }),
    count: () => read('count'),
    distribution: () => read('distribution'),
    async refresh() {
      // Queries see what is committed, and a write is answered after its commit.
    },
    async rebuild(documents, signal) {
      signal?.throwIfAborted();
      await write('rebuildStart');
      try {
        let written = 0;
        for await (const batch of documents) {
          signal?.throwIfAborted();
          written += await write<number>('rebuildAdd', batch.map(toWire));
        }
        signal?.throwIfAborted();
        await write('rebuildFinish');
        meaning.wake();
        return written;
      } catch (error) {
        await write('rebuildAbort').catch(() => {});
        throw error;
      }
    },
    async ping() {
      meaning.start();
      const parts = [role !== 'reader' && write('ping'), role !== 'writer' && read('ping')];
      await Promise.all(parts);
    },
    async close() {
      await meaning.close();
      await Promise.all([writer, ...readers].map((worker) => worker?.close()));
    },
  };
}

function toWire({ profile, version }: { profile: Profile; version: number }): WireDocument {
  return { id: profile.id, version, json: JSON.stringify(profile) };
}
