import { randomUUID } from 'node:crypto';
import type { Recompute, RecomputeBody } from '#contract/recompute.ts';
import type { OutgoingMessage, Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import { prefixesOf, selectProfiles } from './select-profiles.ts';

/**
 * Queues a message for every profile that is meant and has a record, and returns how many profiles. The queue's depth limit slows it
 * down to the pace of the indexers. `onProgress` receives the number so far and that of all.
 */
export async function queueProfiles(
  { records, queue }: { records: Records; queue: Queue },
  wanted: RecomputeBody,
  onProgress: (queued: number, total: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const total = await countOf(records, wanted);
  const run = randomUUID();
  let queued = 0;
  for await (const ids of selectProfiles(records, wanted)) {
    signal.throwIfAborted();
    await queue.publish('profile-events', [makeMessage(`${run}-${queued}`, ids)], signal);
    queued += ids.length;
    onProgress(queued, Math.max(total, queued));
  }
  return queued;
}

/** Upper limit; the real number is known only at the end. */
async function countOf(records: Records, { ids, platforms }: RecomputeBody): Promise<number> {
  if (ids !== undefined) return new Set(ids).size;
  const counts = await Promise.all([...prefixesOf(platforms)].map((prefix) => records.count(prefix)));
  return counts.reduce((sum, count) => sum + count, 0);
}

function makeMessage(id: string, ids: string[]): OutgoingMessage {
  const body: Recompute = { v: 1, kind: 'recompute', event_id: id, ids };
  return { id, body: JSON.stringify(body) };
}
