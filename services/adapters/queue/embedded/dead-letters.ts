import type { DatabaseSync } from 'node:sqlite';
import type { DeadLetter, QueueName } from '#ports/queue.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';
import { cutReason } from '../limits.ts';
import type { QueueCalls, QueueStoreOptions } from './queue-calls.ts';

/** Dead letters. Every function runs in the caller's transaction. */
export interface DeadLetterTable {
  /** Makes a message a dead letter. Returns false when the message does not exist. */
  bury(seq: number, reason: string): boolean;
  list(args: Parameters<QueueCalls['deadLetters']>[0]): DeadLetter[];
  retry(args: Parameters<QueueCalls['retryDead']>[0]): number;
  discard(args: Parameters<QueueCalls['discardDead']>[0]): number;
  hasExpired(): boolean;
  /** Deletes expired letters, and the oldest above the limit. */
  expire(): void;
}

export function openDeadLetters(
  database: DatabaseSync,
  { maxDeadLetters, deadLetterMaxAgeMs }: QueueStoreOptions,
): DeadLetterTable {
  const insert = database.prepare(`
    INSERT INTO dead (queue, id, attempts, died_at, reason, body, traceparent)
    SELECT queue, id, 1 + retries + losses, ?, ?, body, traceparent FROM messages JOIN bodies USING (seq) WHERE seq = ?
    RETURNING queue`);
  const deleteMessage = database.prepare('DELETE FROM messages WHERE seq = ?');
  const deleteBody = database.prepare('DELETE FROM bodies WHERE seq = ?');
  const addDead = database.prepare('UPDATE queues SET depth = depth - 1, dead = dead + 1 WHERE queue = ?');
  const readDead = database.prepare('SELECT dead FROM queues WHERE queue = ?');
  const list = database.prepare(`
    SELECT id, body, reason, attempts, died_at AS diedAtMs FROM dead
    WHERE queue = ? AND (? OR id IN (SELECT value FROM json_each(?)))
    ORDER BY died_at DESC, seq DESC LIMIT ?`);
  const select = database.prepare(`
    SELECT seq FROM dead WHERE queue = ? AND (? OR id IN (SELECT value FROM json_each(?)))
    ORDER BY died_at, seq`);
  const reviveMessage = database.prepare(
    'INSERT INTO messages (queue, id, published_at) SELECT queue, id, ? FROM dead WHERE seq = ?',
  );
  const reviveBody = database.prepare(
    'INSERT INTO bodies (seq, body, traceparent) SELECT ?, body, traceparent FROM dead WHERE seq = ?',
  );
  const remove = database.prepare('DELETE FROM dead WHERE seq = ?');
  const settle = database.prepare('UPDATE queues SET depth = depth + ?, dead = dead - ? WHERE queue = ?');
  const findOld = database.prepare('SELECT 1 FROM dead WHERE queue = ? AND died_at < ? LIMIT 1');
  const removeOld = database.prepare('DELETE FROM dead WHERE queue = ? AND died_at < ?');
  const removeOldest = database.prepare(`
    DELETE FROM dead WHERE seq IN (SELECT seq FROM dead WHERE queue = ? ORDER BY died_at, seq LIMIT ?)`);

  const selectSeqs = (queue: QueueName, ids: readonly string[] | null) =>
    select.all(queue, ids === null ? 1 : 0, JSON.stringify(ids ?? [])).map((row) => Number(row.seq));

  return {
    bury(seq, reason) {
      const row = insert.get(Date.now(), cutReason(reason), seq);
      if (row === undefined) return false;
      deleteMessage.run(seq);
      deleteBody.run(seq);
      addDead.run(String(row.queue));
      return true;
    },
    list: ({ queue, limit, ids }) =>
      list.all(queue, ids === null ? 1 : 0, JSON.stringify(ids ?? []), limit) as unknown as DeadLetter[],
    retry({ queue, ids }) {
      const seqs = selectSeqs(queue, ids);
      for (const seq of seqs) {
        reviveBody.run(reviveMessage.run(Date.now(), seq).lastInsertRowid, seq);
        remove.run(seq);
      }
      settle.run(seqs.length, seqs.length, queue);
      return seqs.length;
    },
    discard({ queue, ids }) {
      const seqs = selectSeqs(queue, ids);
      for (const seq of seqs) remove.run(seq);
      settle.run(0, seqs.length, queue);
      return seqs.length;
    },
    hasExpired: () => {
      const before = Date.now() - deadLetterMaxAgeMs;
      return QUEUE_NAMES.some(
        (queue) =>
          findOld.get(queue, before) !== undefined || Number(readDead.get(queue)?.dead ?? 0) > maxDeadLetters,
      );
    },
    expire() {
      for (const queue of QUEUE_NAMES) {
        const old = Number(removeOld.run(queue, Date.now() - deadLetterMaxAgeMs).changes);
        const excess = Number(readDead.get(queue)?.dead ?? 0) - old - maxDeadLetters;
        const removed = excess > 0 ? Number(removeOldest.run(queue, excess).changes) : 0;
        settle.run(0, old + removed, queue);
      }
    },
  };
}
