import type { DatabaseSync } from 'node:sqlite';
import type { Columns } from '../columns.ts';
import type { Leaf } from './leaf.ts';
import { carriedEnd, damaged, findToken, nextToken, readLeaf } from './leaf.ts';
import { createOrdinalSlots } from './ordinal-slots.ts';
import { createSlotCollector } from './slot-collector.ts';
import type { Segment } from './structure.ts';
import { readStructure } from './structure.ts';

/** Reads the postings of FTS5 from its own pages, which saves to carry each row id through SQL and JSON. */
export interface SegmentReader {
  /** The index has changed: pages that are known are void. */
  refresh(): void;
  /**
   * Slots of the living documents that hold one of the tokens, or one that begins so, ascending. `undefined` where only
   * FTS5 itself can answer.
   */
  find(tokens: readonly string[], prefix: boolean): Int32Array | undefined;
}

/** Row of the structure record. */
const STRUCTURE = 10;
/** The row of a page is `segment * 2 ** 37 + page`. */
const SEGMENT_STEP = 2 ** 37;
/** Before each token of the main index. */
const MAIN = '0';
/** Greater than every byte of UTF-8. */
const LAST_BYTE = 0xff;
/** Pages that are kept until the index changes, 4 KB each: words are looked up exactly and then as a beginning. */
const MAX_KEPT_LEAVES = 256;
/** What the tokenizer leaves as it is. */
const TOKEN = /^[a-z0-9\u0080-\uffff]{1,1000}$/;

export function createSegmentReader(db: DatabaseSync, columns: Columns): SegmentReader {
  const selectLeaf = db.prepare('SELECT block FROM postings_data WHERE id = ?');
  const selectPage = db.prepare(
    'SELECT pgno FROM postings_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1',
  );
  const selectNextPage = db.prepare(
    'SELECT pgno FROM postings_idx WHERE segid = ? AND term > ? AND term < ? ORDER BY term LIMIT 1',
  );
  const ordinals = createOrdinalSlots(columns);
  const collector = createSlotCollector(columns, ordinals);
  const leaves = new Map<number, Leaf>();
  let segments: Segment[] | undefined;
  let isKnown = false;

  const leafAt = (segment: Segment, page: number): Leaf => {
    const row = segment.id * SEGMENT_STEP + page;
    let leaf = leaves.get(row);
    if (leaf === undefined) {
      const bytes = selectLeaf.get(row)?.block as Uint8Array | undefined;
      if (bytes === undefined) throw damaged();
      leaf = readLeaf(bytes);
      if (leaves.size === MAX_KEPT_LEAVES) leaves.clear();
      leaves.set(row, leaf);
    }
    return leaf;
  };
  const firstMatch = (segment: Segment, token: Uint8Array, after: Uint8Array | null) => {
    // Numbers of pages carry a flag in the lowest bit. Pages before the first are those of a merge that is not over.
    const pageOf = (row: { pgno?: unknown } | undefined) =>
      Math.max(segment.first, Math.floor(((row?.pgno as number | undefined) ?? 0) / 2));
    const page = pageOf(selectPage.get(segment.id, token));
    const match = findToken(leafAt(segment, page), token);
    if (match !== undefined) return { page, match };
    const next = after === null ? undefined : selectNextPage.get(segment.id, token, after);
    if (next === undefined) return undefined;
    const nextPage = pageOf(next);
    const later = findToken(leafAt(segment, nextPage), token);
    return later && { page: nextPage, match: later };
  };

  /** `after` is `null` for the token alone, else greater than all that begin with it. */
  const scan = (segment: Segment, token: Uint8Array, after: Uint8Array | null): boolean => {
    const found = firstMatch(segment, token, after);
    if (found === undefined || (after === null && !found.match.whole)) return true;
    let { page } = found;
    let { number, documents } = found.match;
    for (let leaf = leafAt(segment, page); ; ) {
      if (!collector.addRowIds(leaf.bytes, documents, leaf.tokens[number + 1] ?? leaf.end)) return false;
      let next: number | undefined;
      if (number + 1 < leaf.tokens.length) {
        if (after !== null) next = nextToken(leaf, ++number, token.length);
      } else {
        do {
          if (page >= segment.last) return true;
          leaf = leafAt(segment, ++page);
          if (leaf.carried > 0 && !collector.addRowIds(leaf.bytes, leaf.carried, carriedEnd(leaf)))
            return false;
        } while (leaf.tokens.length === 0);
        const first = after === null ? undefined : findToken(leaf, token);
        number = 0;
        if (first?.number === 0) next = first.documents;
      }
      if (next === undefined) return true;
      documents = next;
    }
  };

  return {
    refresh() {
      isKnown = false;
      leaves.clear();
    },
    find(tokens, prefix) {
      if (!isKnown) {
        const record = selectLeaf.get(STRUCTURE)?.block as Uint8Array | undefined;
        segments = record && readStructure(record);
        isKnown = true;
      }
      if (segments === undefined || !ordinals.refresh()) return undefined;
      collector.start();
      for (const text of tokens) {
        if (!TOKEN.test(text)) return undefined;
        const token = Buffer.from(MAIN + text);
        const after = prefix ? Buffer.concat([token, Uint8Array.of(LAST_BYTE)]) : null;
        for (const segment of segments)
          if (segment.last > 0 && !scan(segment, token, after)) return undefined;
      }
      return collector.take();
    },
  };
}
