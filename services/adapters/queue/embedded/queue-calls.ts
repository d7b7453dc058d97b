import type { TextParts } from '#contract/text-parts.ts';
import type { DeadLetter, Delivery, OutgoingMessage, QueueName, QueueStats, Verdict } from '#ports/queue.ts';
import type { QueueLimits } from '../limits.ts';

export interface QueueStoreOptions extends QueueLimits {
  /** How long a process that neither works nor ends keeps its deliveries. */
  leaseMs: number;
}

/** A message on its way to the storage thread. */
export interface StoredMessage extends Pick<OutgoingMessage, 'id' | 'traceparent'> {
  /** Its body. */
  parts: TextParts;
  /** The number under which the publishing process keeps it. */
  kept?: number;
}

type LeasedMessage = Omit<Delivery, 'body' | 'content'>;

/** A delivery from the storage thread without its body: this process keeps it under a number. */
export type KeptDelivery = LeasedMessage & { kept: number };

/** Deliveries leased to this process. `lease` and `seqs` identify them for `settle` and `giveBack`. */
export interface LeasedBatch {
  lease: number;
  seqs: number[];
  deliveries: (KeptDelivery | (LeasedMessage & { body: string }))[];
}

export type SearchedTable = 'messages' | 'dead';

/** The queue's methods on the storage thread. */
export interface QueueCalls {
  ping(args: null): void;
  /** Waits while the queue is full. */
  publish(args: { queue: QueueName; messages: readonly StoredMessage[] }): void;
  /** Waits for `maxItems`, or for the first and then `maxWaitMs`. */
  take(args: { queue: QueueName; maxItems: number; maxWaitMs: number }): LeasedBatch;
  /** The bodies of messages; `undefined` for those that are gone. */
  bodies(args: { seqs: readonly number[] }): (string | undefined)[];
  settle(args: {
    queue: QueueName;
    lease: number;
    seqs: readonly number[];
    verdicts: readonly Verdict[];
  }): void;
  giveBack(args: { lease: number; seqs: readonly number[] }): void;
  stats(args: null): QueueStats[];
  /** Waits until the queue holds nothing but dead letters. */
  idle(args: { queue: QueueName }): void;
  /** `ids: null` means all, here and below. */
  deadLetters(args: { queue: QueueName; limit: number; ids: readonly string[] | null }): DeadLetter[];
  retryDead(args: { queue: QueueName; ids: readonly string[] | null }): number;
  discardDead(args: { queue: QueueName; ids: readonly string[] | null }): number;
  /** The next waiting messages or dead letters whose body has a hint; none at the end. */
  search(args: {
    table: SearchedTable;
    queue: QueueName;
    hints: readonly string[];
    after: number;
  }): { seq: number; body: string }[];
  /** Removes those that still wait; returns how many. */
  eraseSeqs(args: { table: SearchedTable; queue: QueueName; seqs: readonly number[] }): number;
  /** Removes what was deleted from the file and its log; `false` while another process is in the way. */
  scrub(args: null): boolean;
}
