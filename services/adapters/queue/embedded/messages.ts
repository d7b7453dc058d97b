import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { backoffMs } from '#lib/async/backoff.ts';
import type { QueueName, QueueStats } from '#ports/queue.ts';
import { MAX_RETRY_DELAY_MS, QUEUE_NAMES } from '#ports/queue.ts';
import { lossReason, MAX_BATCH_CHARS, MAX_LOSSES, SUSPECT_LOSSES } from '../limits.ts';
import type { DeadLetterTable } from './dead-letters.ts';
import type { LeasedBatch, QueueCalls, QueueStoreOptions, StoredMessage } from './queue-calls.ts';

/** Messages that are not done. Functions that write run within the caller's transaction. */
export interface Messages {
  depth(queue: QueueName): number;
  /** Number of messages that are ready, counted up to `limit`. */
  countReady(queue: QueueName, limit: number): number;
  /** Milliseconds until the next delayed message is due; infinite when there is none. */
  untilNextDueMs(queue: QueueName): number;
  /** Whether a message waits longer than any delay: the clock was set back. */
  hasStranded(): boolean;
  /** Makes those messages due. */
  freeStranded(): void;
  add(queue: QueueName, messages: readonly StoredMessage[]): void;
  /** Leases messages: those that waited for their next attempt first, then by age. */
  lease(args: { queue: QueueName; maxItems: number }, owner: number): LeasedBatch;
  bodies: QueueCalls['bodies'];
  settle(args: Parameters<QueueCalls['settle']>[0]): void;
  giveBack(args: Parameters<QueueCalls['giveBack']>[0]): void;
  giveBackAll(owner: number): void;
  /** Returns the messages of an owner that has ended. */
  recover(owner: number): void;
  holds(owner: number): boolean;
  stats(): QueueStats[];
  /** The transaction was rolled back. */
  rolledBack(): void;
}

/** Kept messages that are remembered; another process may take some of them. */
const MAX_KEPT = 2_000;

interface FreeRow {
  seq: number;
  id: string;
  publishedAtMs: number;
  retries: number;
  losses: number;
}

export function openMessages(
  database: DatabaseSync,
  { maxAttempts, retryBaseMs, retryMaxMs }: QueueStoreOptions,
  deadLetters: DeadLetterTable,
): Messages {
  const prepare = (sql: string) => database.prepare(sql);
  const readDepth = prepare('SELECT depth FROM queues WHERE queue = ?');
  const addDepth = prepare(`
    INSERT INTO queues (queue, depth) VALUES (?, ?)
    ON CONFLICT DO UPDATE SET depth = depth + excluded.depth`);
  const insert = prepare('INSERT INTO messages (queue, id, published_at) VALUES (?, ?, ?)');
  const insertBody = prepare('INSERT INTO bodies (seq, body, traceparent) VALUES (?, ? || ? || ?, ?)');
  const countReady = prepareForLimit(
    database,
    `
    SELECT count(*) AS n FROM
      (SELECT 1 FROM messages WHERE owner IS NULL AND queue = ? AND due_at <= ? LIMIT $limit)`,
  );
  const nextDue = prepare(
    'SELECT min(due_at) AS due FROM messages WHERE owner IS NULL AND queue = ? AND due_at > ?',
  );
  const columns = 'seq, id, published_at AS publishedAtMs, retries, losses';
  const findDue = prepareForLimit(
    database,
    `
    SELECT ${columns} FROM messages WHERE owner IS NULL AND queue = ? AND due_at > 0 AND due_at <= ?
    ORDER BY due_at, seq LIMIT $limit`,
  );
  const findFresh = prepareForLimit(
    database,
    `
    SELECT ${columns} FROM messages WHERE owner IS NULL AND queue = ? AND due_at = 0 ORDER BY seq LIMIT $limit`,
  );
  const readBody = prepare('SELECT body, traceparent FROM bodies WHERE seq = ?');
  const setOwner = prepare('UPDATE messages SET owner = ? WHERE seq = ?');
  const removeLeased = prepare('DELETE FROM messages WHERE seq = ? AND owner = ?');
  const removeBody = prepare('DELETE FROM bodies WHERE seq = ?');
  const readRetries = prepare('SELECT retries FROM messages WHERE seq = ? AND owner = ?');
  const delay = prepare('UPDATE messages SET owner = NULL, retries = retries + 1, due_at = ? WHERE seq = ?');
  const release = prepare('UPDATE messages SET owner = NULL WHERE seq = ? AND owner = ?');
  const releaseAll = prepare('UPDATE messages SET owner = NULL WHERE owner = ?');
  const findWorn = prepare('SELECT seq FROM messages WHERE owner = ? AND losses + 1 >= ?');
  const recover = prepare(
    'UPDATE messages SET owner = NULL, losses = losses + 1, due_at = ? WHERE owner = ?',
  );
  const longestDelayMs = Math.max(MAX_RETRY_DELAY_MS, retryMaxMs);
  const findStranded = prepare(
    'SELECT 1 FROM messages WHERE owner IS NULL AND queue = ? AND due_at > ? LIMIT 1',
  );
  const freeStranded = prepare(
    'UPDATE messages SET due_at = ? WHERE owner IS NULL AND queue = ? AND due_at > ?',
  );
  const holds = prepare('SELECT 1 FROM messages WHERE owner = ? LIMIT 1');
  // One statement, so that the numbers are of one moment. Messages are numbered in the order of publication.
  const stats = prepare(`
    SELECT queue AS name, depth, dead,
      (SELECT count(*) FROM messages WHERE owner IS NULL AND queue = q.queue AND due_at <= ?) AS ready,
      (SELECT count(*) FROM messages WHERE owner IS NULL AND queue = q.queue AND due_at > ?) AS delayed,
      (SELECT published_at FROM messages WHERE queue = q.queue ORDER BY seq LIMIT 1) AS oldest
    FROM queues q`);

  /** Messages that this process keeps, by `seq`: their bodies are not read again. */
  const kept = new Map<number, { number: number; chars: number; traceparent: string | undefined }>();

  const take = (queue: QueueName, maxItems: number): FreeRow[] => {
    const due = findDue(maxItems).all(queue, Date.now()) as unknown as FreeRow[];
    if (due.length === maxItems) return due;
    const fresh = findFresh(maxItems).all(queue) as unknown as FreeRow[];
    return [...due, ...fresh.slice(0, maxItems - due.length)];
  };

  return {
    depth: (queue) => Number(readDepth.get(queue)?.depth ?? 0),
    countReady: (queue, limit) => Number(countReady(limit).get(queue, Date.now())?.n),
    untilNextDueMs(queue) {
      const now = Date.now();
      return Number(nextDue.get(queue, now)?.due ?? Number.POSITIVE_INFINITY) - now;
    },
    hasStranded: () =>
      QUEUE_NAMES.some((queue) => findStranded.get(queue, Date.now() + longestDelayMs) !== undefined),
    freeStranded() {
      const now = Date.now();
      for (const queue of QUEUE_NAMES) freeStranded.run(now, queue, now + longestDelayMs);
    },
    add(queue, messages) {
      const now = Date.now();
      if (kept.size > MAX_KEPT) kept.clear();
      for (const { id, parts, traceparent, kept: number } of messages) {
        const seq = insert.run(queue, id, now).lastInsertRowid;
        insertBody.run(seq, ...parts, traceparent ?? null);
        if (number === undefined) continue;
        const chars = parts[0].length + parts[1].length + parts[2].length;
        kept.set(Number(seq), { number, chars, traceparent });
      }
      addDepth.run(queue, messages.length);
    },
    lease({ queue, maxItems }, owner) {
      const batch: LeasedBatch = { lease: owner, seqs: [], deliveries: [] };
      let chars = 0;
      for (const { seq, id, publishedAtMs, retries, losses } of take(queue, maxItems)) {
        const isSuspect = losses >= SUSPECT_LOSSES;
        if (batch.seqs.length > 0 && (isSuspect || chars >= MAX_BATCH_CHARS)) break;
        const own = kept.get(seq);
        kept.delete(seq);
        const row = own === undefined ? readBody.get(seq) : undefined;
        const body = String(row?.body);
        const traceparent = own === undefined ? row?.traceparent : own.traceparent;
        chars += own?.chars ?? body.length;
        setOwner.run(owner, seq);
        batch.seqs.push(seq);
        batch.deliveries.push({
          id,
          attempt: 1 + retries + losses,
          publishedAtMs,
          ...(own === undefined ? { body } : { kept: own.number }),
          ...(traceparent != null && { traceparent: String(traceparent) }),
        });
        if (isSuspect) break;
      }
      return batch;
    },
    bodies: ({ seqs }) =>
      seqs.map((seq) => {
        const row = readBody.get(seq);
        return row === undefined ? undefined : String(row.body);
      }),
    settle({ queue, lease, seqs, verdicts }) {
      let done = 0;
      let buried = 0;
      for (const [index, seq] of seqs.entries()) {
        const verdict = verdicts[index];
        if (verdict === undefined) continue;
        if (verdict.kind === 'ack') {
          if (removeLeased.run(seq, lease).changes === 0) continue;
          removeBody.run(seq);
          done++;
          continue;
        }
        // No row: the lease was lost, and the new holder of the message decides.
        const row = readRetries.get(seq, lease);
        if (row === undefined) continue;
        const attempts = Number(row.retries) + 1;
        if (verdict.kind === 'drop' || attempts >= maxAttempts) {
          if (deadLetters.bury(seq, verdict.reason)) buried++;
        } else {
          const backoff = backoffMs(attempts, { baseMs: retryBaseMs, maxMs: retryMaxMs });
          const asked = Math.min(verdict.delayMs ?? 0, MAX_RETRY_DELAY_MS);
          delay.run(Math.ceil(Date.now() + Math.max(backoff, asked)), seq);
        }
      }
      if (done > 0) addDepth.run(queue, -done);
      if (buried > 0 && deadLetters.hasExpired()) deadLetters.expire();
    },
    giveBack({ lease, seqs }) {
      for (const seq of seqs) release.run(seq, lease);
    },
    giveBackAll: (owner) => void releaseAll.run(owner),
    recover(owner) {
      for (const row of findWorn.all(owner, MAX_LOSSES)) {
        deadLetters.bury(Number(row.seq), lossReason(MAX_LOSSES));
      }
      recover.run(Date.now(), owner);
    },
    holds: (owner) => holds.get(owner) !== undefined,
    // A number of a message may be given again.
    rolledBack: () => kept.clear(),
    stats() {
      const now = Date.now();
      const rows = new Map(stats.all(now, now).map((row) => [String(row.name), row]));
      return QUEUE_NAMES.map((name) => {
        const row = rows.get(name);
        const count = (column: string) => Number(row?.[column] ?? 0);
        const ready = count('ready');
        const delayed = count('delayed');
        return {
          name,
          ready,
          inFlight: count('depth') - ready - delayed,
          delayed,
          dead: count('dead'),
          oldestMs: row?.oldest == null ? null : Math.max(0, now - count('oldest')),
        };
      });
    },
  };
}

/** A statement for each limit: SQLite compiles a statement again whenever a bound limit changes, and whenever it is bound. */
function prepareForLimit(database: DatabaseSync, sql: string): (limit: number) => StatementSync {
  const statements = new Map<number, StatementSync>();
  return (limit) => {
    const known = statements.get(limit) ?? database.prepare(sql.replace('$limit', String(limit)));
    statements.set(limit, known);
    return known;
  };
}
