import { randomUUID } from 'node:crypto';
import type { Recompute } from '#contract/recompute.ts';
import { MAX_RECOMPUTED } from '#contract/recompute.ts';
import type { OutgoingMessage, Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import { PROFILE_PREFIX } from '../record/profile-record.ts';

/**
 * Queues a message for every profile that has a record, and returns how many profiles. The queue's depth limit slows it
 * down to the pace of the indexers. `onProgress` receives the number so far and that of all.
 */
export async function queueAll(
  { records, queue }: { records: Records; queue: Queue },
  onProgress: (queued: number, total: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const total = await records.count(PROFILE_PREFIX);
  const run = randomUUID();
  let queued = 0;
  for await (const page of records.scan(PROFILE_PREFIX, { pageSize: MAX_RECOMPUTED })) {
    signal.throwIfAborted();
    const ids = page.map(({ key }) => key.slice(PROFILE_PREFIX.length));
    await queue.publish('profile-events', [makeMessage(`${run}-${queued}`, ids)], signal);
    queued += ids.length;
    onProgress(queued, Math.max(total, queued));
  }
  return queued;
}

function makeMessage(id: string, ids: string[]): OutgoingMessage {
  const body: Recompute = { v: 1, kind: 'recompute', event_id: id, ids };
  return { id, body: JSON.stringify(body) };
}
