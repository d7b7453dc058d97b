import type { TextParts } from '#contract/text-parts.ts';

/**
 * A value with its revision: 1 at the first put, then one more with each put. Revisions of a key never repeat: a put
 * after a deletion continues above the last revision.
 */
export interface RecordEntry {
  key: string;
  revision: number;
  /** JSON text, opaque to the store. */
  value: string;
}

export interface RecordPut {
  key: string;
  value: string;
  /** `value` in parts. */
  parts?: TextParts | undefined;
  /**
   * The revision that was read; 0 when the key must not exist. A revision that the key has never had is an error of
   * the caller, and an adapter may accept it.
   */
  expectedRevision: number;
}

export type PutResult = { key: string; ok: true; revision: number } | { key: string; ok: false };

/**
 * Data that the search index is rebuilt from: profile records, aliases, cursors. A read sees every write that
 * resolved before it. A put is durable when it resolves.
 */
export interface Records {
  /** In the order of the keys; `undefined` for a missing key. */
  get(keys: readonly string[]): Promise<(RecordEntry | undefined)[]>;
  /**
   * Compares and sets each item independently: `ok: false` when the revision differs from the expected one. When it
   * rejects, any of the items may have been written: read before you put again.
   */
  put(entries: readonly RecordPut[]): Promise<PutResult[]>;
  delete(keys: readonly string[]): Promise<void>;
  /**
   * Deletes without a trace: when it resolves, neither the keys nor their values are in the store or in its own files.
   * The revisions of an erased key may begin again.
   */
  erase(keys: readonly string[]): Promise<void>;
  /**
   * Entries whose key begins with `prefix`, sorted by key, in pages of at most `pageSize`. Not a snapshot: it may or
   * may not see writes during the scan, but it sees every other entry once.
   */
  scan(prefix: string, options?: { after?: string; pageSize?: number }): AsyncIterable<RecordEntry[]>;
  count(prefix: string): Promise<number>;
  /**
   * Takes or renews the named lease for `holder`. `false` while another holder has it and it has not expired. A lease
   * avoids duplicate work. Correctness must not depend on it: it may expire early when the clocks of two machines differ.
   */
  acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
