import type { DatabaseSync } from 'node:sqlite';
import type { QueueCalls } from './queue-calls.ts';

/** Finds and removes messages by what is in them. Functions that write run in the caller's transaction. */
export interface Erasure {
  search: QueueCalls['search'];
  erase: QueueCalls['eraseSeqs'];
}

/** UTF-16 units in one answer, about. */
const MAX_CHARS = 2_000_000;
const HAS_HINT = `(? OR EXISTS (SELECT 1 FROM json_each(?) AS hint WHERE instr(lower(body), hint.value) > 0))`;

export function openErasure(database: DatabaseSync): Erasure {
  const find = {
    messages: database.prepare(`
      SELECT seq, body FROM messages JOIN bodies USING (seq)
      WHERE owner IS NULL AND queue = ? AND seq > ? AND ${HAS_HINT} ORDER BY seq`),
    dead: database.prepare(
      `SELECT seq, body FROM dead WHERE queue = ? AND seq > ? AND ${HAS_HINT} ORDER BY seq`,
    ),
  };
  const removeMessage = database.prepare('DELETE FROM messages WHERE seq = ? AND owner IS NULL');
  const removeBody = database.prepare('DELETE FROM bodies WHERE seq = ?');
  const removeDead = database.prepare('DELETE FROM dead WHERE seq = ?');
  const settle = database.prepare('UPDATE queues SET depth = depth - ?, dead = dead - ? WHERE queue = ?');

  return {
    search({ table, queue, hints, after }) {
      const found: { seq: number; body: string }[] = [];
      let chars = 0;
      const rows = find[table].iterate(queue, after, hints.length === 0 ? 1 : 0, JSON.stringify(hints));
      for (const row of rows as Iterable<unknown>) {
        const one = row as { seq: number; body: string };
        found.push({ seq: one.seq, body: one.body });
        chars += one.body.length;
        if (chars >= MAX_CHARS) break;
      }
      return found;
    },
    erase({ table, queue, seqs }) {
      let removed = 0;
      for (const seq of seqs) {
        if (table === 'dead') {
          removed += Number(removeDead.run(seq).changes);
        } else if (removeMessage.run(seq).changes > 0) {
          removeBody.run(seq);
          removed++;
        }
      }
      settle.run(table === 'dead' ? 0 : removed, table === 'dead' ? removed : 0, queue);
      return removed;
    },
  };
}
