import { settleInOrder } from './settle-in-order.ts';
import type { ProfileResult } from './source.ts';
import { SourceFault } from './source-fault.ts';

/**
 * Reads each distinct account at the same time, and yields the results in order. An account that the network says does
 * not exist is absent; any other `SourceFault` ends it.
 */
export async function* readEach(
  ids: readonly string[],
  readOne: (id: string) => Promise<ProfileResult>,
): AsyncGenerator<ProfileResult> {
  yield* settleInOrder([...new Set(ids)].map((id) => readOne(id).catch((error) => absentIfGone(id, error))));
}

function absentIfGone(id: string, error: unknown): ProfileResult {
  if (error instanceof SourceFault && error.kind === 'gone') return { id, absent: 'gone' };
  throw error;
}
