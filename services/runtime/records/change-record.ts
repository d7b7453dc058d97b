import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '#lib/async/backoff.ts';
import type { RecordEntry, Records } from '#ports/records.ts';

/** Revisions of a record; 0: there is none. They are equal when nothing was written. */
export interface RecordChange {
  before: number;
  after: number;
}

const MAX_ROUNDS = 20;
const PAUSE = { baseMs: 1, maxMs: 50 };

/**
 * Changes one record. `next` gets the stored record, `undefined` when there is none, and returns the new value, or `null` to
 * write nothing; it runs again after each write of another process. Resolves with `null`, without a write, when other processes
 * interfere in every round. Rejects with the errors of `next` and of the records.
 */
export async function changeRecord(
  records: Pick<Records, 'get' | 'put'>,
  key: string,
  next: (stored: RecordEntry | undefined) => string | null,
): Promise<RecordChange | null> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const [stored] = await records.get([key]);
    const before = stored?.revision ?? 0;
    const value = next(stored);
    if (value === null) return { before, after: before };
    const [result] = await records.put([{ key, value, expectedRevision: before }]);
    if (result?.ok) return { before, after: result.revision };
    if (round < MAX_ROUNDS) await sleep(backoffMs(round, PAUSE));
  }
  return null;
}
