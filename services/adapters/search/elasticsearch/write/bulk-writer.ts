import { setTimeout as sleep } from 'node:timers/promises';
import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { backoffMs } from '#lib/async/backoff.ts';
import { SEAL_MS } from '../index/seal.ts';
import type { BulkItem, BulkOutcome } from './bulk-outcome.ts';
import { outcomeOf } from './bulk-outcome.ts';

export interface BulkWriterOptions {
  client: ElasticsearchClient;
  /** Must be an alias: nothing is made by writing to what is not there. */
  alias: string;
  /** Called between attempts with the reason of the failure; it may repair it before the next attempt. */
  onPassing: (outcome: BulkOutcome & { kind: 'passing' }) => Promise<void>;
  /** Asked when a write is blocked: whether a rebuild seals the index. Attempts at a sealed index do not count. */
  isSealed?: () => Promise<boolean>;
  /** In one request. */
  maxBytes?: number;
  maxItems?: number;
  /** Attempts at items that may succeed later. */
  attempts?: number;
}

/** UTF-8: one line of what to do and, but for a deletion, one of the document. */
export type BulkLines = Buffer;

/** Writes that arrive at about the same time go out together. */
export interface BulkWriter {
  /** An outcome for each, in order. Rejects when the server cannot be reached; then some may have been done. */
  write(lines: readonly BulkLines[]): Promise<BulkOutcome[]>;
  close(): Promise<void>;
}

interface Waiting {
  lines: BulkLines;
  done: (outcome: BulkOutcome) => void;
  fail: (error: unknown) => void;
}

const LINGER_MS = 2;
/** Requests under way at a time; what comes meanwhile waits and goes out together. */
const MAX_UNDER_WAY = 2;
const BACKOFF = { baseMs: 100, maxMs: 2_000 };

export function createBulkWriter(options: BulkWriterOptions): BulkWriter {
  const {
    client,
    alias,
    onPassing,
    isSealed,
    maxBytes = 4 * 1024 * 1024,
    maxItems = 1_000,
    attempts = 6,
  } = options;
  const waiting: Waiting[] = [];
  const underWay = new Set<Promise<void>>();
  const closing = new AbortController();
  let lingering: NodeJS.Timeout | undefined;

  const send = async (batch: readonly Waiting[]): Promise<BulkOutcome[]> => {
    const { body } = await client.request<{ items: Record<string, BulkItem>[] }>({
      method: 'POST',
      path: `/${alias}/_bulk`,
      query: {
        require_alias: true,
        filter_path:
          'items.*._index,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason',
      },
      body: Buffer.concat(batch.map(({ lines }) => lines)),
      idempotent: true,
    });
    return body.items.map((item) => outcomeOf(Object.values(item)[0] as BulkItem));
  };

  const run = async (batch: readonly Waiting[]): Promise<void> => {
    let left = batch;
    let counted = 0;
    const sealEndsAtMs = Date.now() + SEAL_MS;
    for (let attempt = 1; left.length > 0; attempt++) {
      const outcomes = await send(left);
      const passing = outcomes.find((outcome) => outcome.kind === 'passing');
      const isBlocked = outcomes.some((outcome) => outcome.kind === 'passing' && outcome.blocked);
      const isFree = isBlocked && Date.now() < sealEndsAtMs && (await isSealed?.()) === true;
      if (!isFree) counted++;
      const last = counted >= attempts || closing.signal.aborted;
      left = left.filter((item, i) => {
        const outcome = outcomes[i] as BulkOutcome;
        if (outcome.kind === 'passing' && !last) return true;
        item.done(outcome);
        return false;
      });
      if (left.length === 0 || !passing) return;
      await onPassing(passing);
      // Closing lets the present attempt be the last but one instead of cutting it.
      await sleep(backoffMs(attempt, BACKOFF), undefined, { signal: closing.signal }).catch(() => {});
    }
  };

  const flush = () => {
    lingering = undefined;
    while (waiting.length > 0 && underWay.size < MAX_UNDER_WAY) {
      const batch = waiting.splice(0, batchLength(waiting, maxBytes, maxItems));
      const work = run(batch)
        .catch((error: unknown) => {
          for (const { fail } of batch) fail(error);
        })
        .finally(() => {
          underWay.delete(work);
          flush();
        });
      underWay.add(work);
    }
  };

  return {
    write: (all) =>
      Promise.all(
        all.map((lines) => {
          const { promise, resolve, reject } = Promise.withResolvers<BulkOutcome>();
          waiting.push({ lines, done: resolve, fail: reject });
          lingering ??= setTimeout(flush, LINGER_MS);
          return promise;
        }),
      ),
    async close() {
      closing.abort();
      if (lingering) clearTimeout(lingering);
      flush();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** As many of the first as fit into one request, at least one. */
function batchLength(waiting: readonly Waiting[], maxBytes: number, maxItems: number): number {
  let bytes = 0;
  let length = 0;
  for (const { lines } of waiting) {
    bytes += lines.length;
    if (length > 0 && (bytes > maxBytes || length >= maxItems)) break;
    length++;
  }
  return length;
}
