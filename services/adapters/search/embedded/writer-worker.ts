import { workerData } from 'node:worker_threads';
import { assertRoom, assertWritable } from '#adapters/embedded-storage/disk-fault.ts';
import type { EmbeddedTexts, PendingRequest } from '#adapters/search/meaning/pending-texts.ts';
import { CorruptStoreError, UnavailableError } from '#ports/errors.ts';
import type { UpsertResult } from '#ports/search-index.ts';
import type { PendingCall } from '#runtime/worker/worker-server.ts';
import { serveCalls } from '#runtime/worker/worker-server.ts';
import { createAnalyser } from '../analysis/analyser.ts';
import type { WireDocument, WorkerSettings } from './protocol.ts';
import { translateStoreError } from './store/errors.ts';
import { createWriterVectors } from './vectors/writer-vectors.ts';
import { createLiveIndex } from './writer/live-index.ts';
import type { PreparedDocument } from './writer/prepare-document.ts';
import { prepareDocument } from './writer/prepare-document.ts';
import type { Rebuild } from './writer/rebuild.ts';
import { startRebuild } from './writer/rebuild.ts';
import { scrubIndex } from './writer/scrub-index.ts';

/** Calls that are committed together. */
const MAX_GROUP = 16;
const KIND = 'search index';

const { directory } = workerData as WorkerSettings;
const analyser = createAnalyser();
const live = createLiveIndex(directory);
const vectors = createWriterVectors(directory, live);
const prepare = (document: WireDocument) => prepareDocument(document, analyser);
let rebuild: Rebuild | undefined;

serveCalls((calls) => {
  for (let at = 0; at < calls.length; ) {
    const group = [calls[at] as PendingCall];
    while (group.length < MAX_GROUP && isWrite(group[0]) && isWrite(calls[at + group.length]))
      group.push(calls[at + group.length] as PendingCall);
    at += group.length;
    try {
      const values = isWrite(group[0]) ? write(group) : group.map(answer);
      for (const [i, call] of group.entries()) call.resolve(values[i]);
    } catch (error) {
      const translated = translateStoreError(error, directory);
      for (const call of group) call.reject(translated);
    }
  }
});

function isWrite(call: PendingCall | undefined): boolean {
  return call?.method === 'upsert' || call?.method === 'delete';
}

/** One transaction for all calls of the group. */
function write(calls: readonly PendingCall[]): unknown[] {
  const values = writeDocuments(calls);
  // After the documents, so that a vector that is written meanwhile finds no document: see writer-vectors.ts.
  const deleted = calls.flatMap(({ method, payload }) => (method === 'delete' ? (payload as string[]) : []));
  vectors.remove(deleted);
  return values;
}

function writeDocuments(calls: readonly PendingCall[]): unknown[] {
  const works = calls.map(({ method, payload }) =>
    method === 'delete'
      ? { ids: payload as string[] }
      : { documents: (payload as WireDocument[]).map(prepare) },
  );
  if (calls.some(({ method }) => method === 'upsert')) assertRoom(KIND, directory);
  try {
    return live.write(({ writer }) =>
      works.map((work) => {
        if ('ids' in work) return void work.ids.map((id) => writer.delete(id));
        return work.documents.map((document) =>
          'status' in document ? document : { id: document.id, status: writer.upsert(document) },
        );
      }),
    );
  } catch (error) {
    if (!rebuild || !(error instanceof CorruptStoreError)) throw error;
    const target = rebuild;
    return works.map((work) =>
      'ids' in work ? target.delete(work.ids) : upsertInto(target, work.documents),
    );
  }
}

function upsertInto(target: Rebuild, documents: readonly ReturnType<typeof prepare>[]): UpsertResult[] {
  const statuses = target.upsert(documents.filter(isPrepared));
  return documents.map((document) =>
    'status' in document ? document : ({ id: document.id, status: statuses.shift() } as UpsertResult),
  );
}

function answer({ method, payload }: PendingCall): unknown {
  switch (method) {
    case 'ping':
      live.open();
      return assertWritable(KIND, directory);
    case 'scrub':
      vectors.scrub();
      return rebuild === undefined && scrubIndex(directory, live);
    case 'pendingTexts':
      return vectors.pending(payload as PendingRequest);
    case 'retryTexts':
      return vectors.retry();
    case 'putVectors':
      return vectors.put(payload as EmbeddedTexts);
    case 'rebuildStart':
      if (rebuild) throw new UnavailableError('A rebuild of the search index is already running');
      rebuild = startRebuild(directory, live, prepare);
      return undefined;
    case 'rebuildAdd':
      assertRoom(KIND, directory);
      return current().add((payload as WireDocument[]).map(prepare).filter(isPrepared));
    case 'rebuildFinish':
      current().finish();
      rebuild = undefined;
      return undefined;
    case 'rebuildAbort':
    case 'close': {
      const unfinished = rebuild;
      rebuild = undefined;
      unfinished?.abort();
      if (method === 'close') {
        vectors.close();
        live.close();
      }
      return undefined;
    }
    default:
      throw new TypeError(`Unknown call: ${method}`);
  }
}

function current(): Rebuild {
  if (!rebuild) throw new UnavailableError('No rebuild of the search index is running');
  return rebuild;
}

function isPrepared(document: ReturnType<typeof prepare>): document is PreparedDocument {
  return !('status' in document);
}
