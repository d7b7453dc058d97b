import { isPassing } from '#adapters/elasticsearch-client/answer-error.ts';
import { readErrorCause } from '#adapters/elasticsearch-client/elasticsearch-error.ts';

/** One item of a `_bulk` answer. */
export interface BulkItem {
  _index: string;
  status: number;
  error?: unknown;
}

export type BulkOutcome =
  | { kind: 'done'; index: string }
  /** The index holds a newer version. */
  | { kind: 'stale' }
  /** May go through later: overload, a missing shard, a read-only index, an index that was just replaced. */
  | { kind: 'passing'; reason: string; blocked: boolean; gone: boolean }
  | { kind: 'refused'; reason: string };

const WRITE_BLOCK = 'cluster_block_exception';
const GONE = 'index_not_found_exception';

export function outcomeOf({ status, _index: index, error }: BulkItem): BulkOutcome {
  if (status < 300) return { kind: 'done', index };
  if (status === 409) return { kind: 'stale' };
  // A deletion of what is not there.
  if (status === 404 && error === undefined) return { kind: 'done', index };
  const { type, reason } = readErrorCause(error);
  if (isPassing(status, type) || type === GONE)
    return { kind: 'passing', reason, blocked: type === WRITE_BLOCK, gone: type === GONE };
  return { kind: 'refused', reason };
}
