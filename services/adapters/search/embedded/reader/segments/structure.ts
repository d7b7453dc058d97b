/** One sorted run of tokens with their documents, on the leaf pages `first` to `last`. */
export interface Segment {
  id: number;
  first: number;
  last: number;
  /** Equal as long as the pages are the same: numbers of segments are used again. */
  version: string;
}

/** The bytes of a structure record of a table with `contentless_delete`, after the cookie of four bytes. */
const MAGIC = [0xff, 0x00, 0x00, 0x01] as const;
const COOKIE_BYTES = 4;

/**
 * The segments of an FTS5 index, oldest first, from its structure record (ext/fts5/fts5_index.c in SQLite, "Structure
 * Records"). `undefined` when the record has another form.
 */
export function readStructure(record: Uint8Array): Segment[] | undefined {
  if (MAGIC.some((byte, i) => record[COOKIE_BYTES + i] !== byte)) return undefined;
  let at = COOKIE_BYTES + MAGIC.length;
  const varint = () => {
    let value = 0;
    for (;;) {
      const byte = record[at++];
      if (byte === undefined) return Number.NaN;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
  };
  const levels = varint();
  varint(); // Segments on all levels.
  varint(); // Leaves written so far.
  const segments: Segment[] = [];
  for (let level = 0; level < levels; level++) {
    varint(); // Segments that are being merged.
    const count = varint();
    const own: Segment[] = [];
    for (let i = 0; i < count && at < record.length; i++) {
      const [id, first, last] = [varint(), varint(), varint()];
      const origins = [varint(), varint()];
      for (let skipped = 0; skipped < 3; skipped++) varint(); // Tombstones and entries.
      own.push({ id, first, last, version: [id, first, last, ...origins].join() });
    }
    segments.unshift(...own);
  }
  const isWhole = at === record.length && segments.every(({ id, last }) => id > 0 && last >= 0);
  return isWhole ? segments : undefined;
}
