import type { TextParts } from '#contract/text-parts.ts';
import type { PutResult, RecordEntry, RecordPut } from '#ports/records.ts';

/** A put on its way to the storage thread. */
export interface StoredPut extends Omit<RecordPut, 'value' | 'parts'> {
  /** Its value. */
  parts: TextParts;
}

/** What the records' store answers on the storage thread. */
export interface RecordsCalls {
  ping(args: null): void;
  get(args: { keys: readonly string[] }): (RecordEntry | undefined)[];
  put(args: { entries: readonly StoredPut[] }): PutResult[];
  delete(args: { keys: readonly string[] }): void;
  erase(args: { keys: readonly string[] }): void;
  /** Removes what was deleted from the file and its log; `false` while another process is in the way. */
  scrub(args: null): boolean;
  /** The next entries after `after`; fewer than `pageSize` when they are large, none at the end. */
  page(args: { prefix: string; after: string | null; pageSize: number }): RecordEntry[];
  count(args: { prefix: string }): number;
  acquireLease(args: { name: string; holder: string; ttlMs: number }): boolean;
  releaseLease(args: { name: string; holder: string }): void;
}
