/**
 * A value with its revision: 1 when first put, one more with each put. A key's revisions never repeat: one that is
 * put again after its deletion continues above the last revision it had.
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
  /**
   * The revision that was read; 0 when the key must not exist now, whether it never did or was deleted. One that the
   * key has never had is the caller's fault, and may be taken for the present one.
   */
  expectedRevision: number;
}

export type PutResult = { key: string; ok: true; revision: number } | { key: string; ok: false };

/**
 * What must outlive the search documents: profile records, aliases, cursors. Reads see every write that was
 * answered before. A put is durable when it is answered.
 */
export interface Records {
  /** In the order asked; `undefined` where there is none. */
  get(keys: readonly string[]): Promise<(RecordEntry | undefined)[]>;
  /**
   * Compare and set, each item by itself: `ok: false` when the revision is another than expected. When it rejects, any
   * of them may have been written: read again before putting again.
   */
  put(entries: readonly RecordPut[]): Promise<PutResult[]>;
  delete(keys: readonly string[]): Promise<void>;
  /**
   * Entries whose key begins with `prefix`, by key, in pages of `pageSize` at most. Not a snapshot: of what is written
   * after it has begun it may see the old or the new, but it sees every other entry once.
   */
  scan(prefix: string, options?: { after?: string; pageSize?: number }): AsyncIterable<RecordEntry[]>;
  count(prefix: string): Promise<number>;
  /**
   * Takes or renews the named lease for `holder`. `false` when another holds it and it has not expired.
   * A lease guards against doing work twice; correctness must not rest on it: it may be given away early when the
   * clocks of two machines disagree.
   */
  acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
