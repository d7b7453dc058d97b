import { workerData } from 'node:worker_threads';
import type { StoredField } from '#contract/query/complete-query.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { RateDistribution } from '#ports/search-index.ts';
import type { PendingCall } from '#runtime/worker/worker-server.ts';
import { serveCalls } from '#runtime/worker/worker-server.ts';
import { createAnalyser } from '../analysis/analyser.ts';
import type { WireSearch, WorkerSettings } from './protocol.ts';
import { answerSearch, answerSuggest, readProfile } from './reader/answer.ts';
import { answerScan } from './reader/answer-scan.ts';
import { answerValues } from './reader/answer-values.ts';
import { computeDistribution } from './reader/distribution.ts';
import type { Snapshot } from './reader/snapshot.ts';
import { createSnapshotReader } from './reader/snapshot.ts';
import { createVectorReader } from './vectors/vector-reader.ts';

/** How often an idle reader looks for what was written, so that the next query has little to learn. */
const IDLE_LOOK_MS = 500;
/**
 * While documents are being written, only a reader that was asked this lately follows them. The others learn them when the writing pauses, or
 * with the next query: following a large import costs memory and processor time that no query needs yet.
 */
const FOLLOWS_FOR_MS = 10_000;
/** Vectors in one read: about 0.1 s of work while there are no queries, 0.01 s before a query. */
const VECTORS_WHEN_IDLE = 20_000;
const VECTORS_FOR_A_QUERY = 2_000;

const { directory } = workerData as WorkerSettings;
const analyser = createAnalyser();
const reader = createSnapshotReader(directory);
const vectors = createVectorReader(directory);
let used = false;
let askedMs = Number.NEGATIVE_INFINITY;
let lastChanges: number | undefined;
let distribution: { revision: number; value: RateDistribution[] } | undefined;

const idle = setInterval(() => {
  if (!used) return;
  try {
    const changes = reader.changes();
    const isPaused = changes === lastChanges;
    lastChanges = changes;
    if (!isPaused && performance.now() - askedMs > FOLLOWS_FOR_MS) return;
    vectors.fetch(VECTORS_WHEN_IDLE);
    reader.read((snapshot) => void vectors.blockFor(snapshot));
  } catch {
    // The next call meets the same error and reports it.
  }
}, IDLE_LOOK_MS);

serveCalls((calls) => {
  for (const call of calls) {
    try {
      call.resolve(answer(call));
    } catch (error) {
      call.reject(error);
    }
  }
});

function answer({ method, payload }: PendingCall): unknown {
  if (method === 'get') return reader.look((db) => readProfile(payload as string, db));
  if (method === 'close') {
    clearInterval(idle);
    vectors.close();
    return reader.close();
  }
  if (method === 'ping' && used) return void reader.changes();
  used = true;
  if (method !== 'ping') askedMs = performance.now();
  if (method === 'search') return search(payload as WireSearch);
  return reader.read((snapshot) => {
    switch (method) {
      case 'ping':
        return undefined;
      case 'scan': {
        const { query, after } = payload as { query: SearchQuery; after: string };
        return answerScan(query, after, snapshot, analyser);
      }
      case 'count':
        return snapshot.columns.live;
      case 'suggest': {
        const { prefix, limit } = payload as { prefix: string; limit: number };
        return answerSuggest(prefix, limit, snapshot, analyser);
      }
      case 'values': {
        const { field, prefix, limit } = payload as { field: StoredField; prefix: string; limit: number };
        return answerValues(field, prefix, limit, snapshot);
      }
      case 'distribution':
        return rates(snapshot);
      default:
        throw new TypeError(`Unknown call: ${method}`);
    }
  });
}

function search({ query, vector }: WireSearch) {
  if (vector !== null) vectors.fetch(VECTORS_FOR_A_QUERY, vector.model);
  return reader.read((snapshot) => {
    const block = vector === null ? null : vectors.blockFor(snapshot, vector.model);
    const meaning = vector === null || block === null ? null : { vector: vector.vector, block };
    return answerSearch(query, snapshot, analyser, meaning);
  });
}

function rates({ columns, revision }: Snapshot): RateDistribution[] {
  if (distribution?.revision !== revision) distribution = { revision, value: computeDistribution(columns) };
  return distribution.value;
}
