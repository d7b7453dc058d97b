import type { DatabaseSync } from 'node:sqlite';
import type { SlotSet } from '../columns/slot-set.ts';
import type { Columns } from '../columns.ts';
import type { Leaf, TokenMatch } from './leaf.ts';
import { carriedEnd, damaged, findToken, nextToken, readLeaf } from './leaf.ts';
import { createLeafCache } from './leaf-cache.ts';
import { createOrdinalSlots } from './ordinal-slots.ts';
import { createPageFinder } from './page-finder.ts';
import { createSlotCollector } from './slot-collector.ts';
import type { Segment } from './structure.ts';
import { readStructure } from './structure.ts';
import type { TokenBytes } from './token-bytes.ts';
import { tokenBytes } from './token-bytes.ts';

/** Reads the postings of FTS5 directly from its pages, without passing each row id through SQL and JSON. */
export interface SegmentReader {
  /** The index has changed: there are other segments. */
  refresh(): void;
  /** Slots of living documents. `undefined` where only FTS5 itself can answer. */
  find(tokens: readonly string[], wanted: Wanted): SlotSet | undefined;
}

/** Which tokens to find: the token itself, all tokens with this prefix, or only longer ones with this prefix. */
export type Wanted = 'whole' | 'begun' | 'longer';

interface Found {
  page: number;
  match: TokenMatch;
}

/** Row of the structure record. */
const STRUCTURE = 10;
/** The row of a page is `segment * 2 ** 37 + page`. */
const SEGMENT_STEP = 2 ** 37;
/** Before each token of the main index. */
const MAIN = '0';
/** Greater than every byte of UTF-8. */
const LAST_BYTE = 0xff;
/** Pages of 4 KB, and at most as many again. */
const KEPT_LEAVES = 6_144;
/** Tokens that the tokenizer does not change. */
const TOKEN = /^[a-z0-9\u0080-\uffff]{1,1000}$/;

export function createSegmentReader(db: DatabaseSync, columns: Columns): SegmentReader {
  const selectLeaf = db.prepare('SELECT block FROM postings_data WHERE id = ?');
  const pages = createPageFinder(db);
  const ordinals = createOrdinalSlots(columns);
  const collector = createSlotCollector(columns, ordinals);
  const leaves = createLeafCache(KEPT_LEAVES);
  let segments: Segment[] | undefined;
  let isKnown = false;

  const leafAt = (segment: Segment, page: number): Leaf => {
    const known = leaves.find(segment, page);
    if (known !== undefined) return known;
    const bytes = selectLeaf.get(segment.id * SEGMENT_STEP + page)?.block as Uint8Array | undefined;
    if (bytes === undefined) throw damaged();
    const leaf = readLeaf(bytes);
    // A page without tokens is in the middle of a list, which is remembered as a whole.
    if (leaf.tokens.length > 0) leaves.add(segment, page, leaf);
    return leaf;
  };
  const firstOnNextPage = (segment: Segment, token: TokenBytes, after: TokenBytes): Found | undefined => {
    const page = pages.nextPage(segment, token, after);
    if (page === undefined) return undefined;
    const match = findToken(leafAt(segment, page), token);
    return match && { page, match };
  };
  const firstMatch = (segment: Segment, token: TokenBytes, after: TokenBytes | null): Found | undefined => {
    const page = pages.pageOf(segment, token);
    const match = findToken(leafAt(segment, page), token);
    if (match !== undefined) return { page, match };
    return after === null ? undefined : firstOnNextPage(segment, token, after);
  };

  /** The token that comes after a whole one and begins with it. */
  const longerMatch = (segment: Segment, token: TokenBytes, after: TokenBytes, whole: Found) => {
    const { page, match } = whole;
    const leaf = leafAt(segment, page);
    const number = match.number + 1;
    if (number < leaf.tokens.length) {
      const documents = nextToken(leaf, number, token.bytes.length);
      return documents === undefined ? undefined : { page, match: { number, whole: false, documents } };
    }
    return firstOnNextPage(segment, token, after);
  };

  /** `after` is `null` for the token alone, else greater than all that begin with it. */
  const scan = (segment: Segment, token: TokenBytes, after: TokenBytes | null, wanted: Wanted): boolean => {
    let found = firstMatch(segment, token, after);
    if (found === undefined || (after === null && !found.match.whole)) return true;
    if (wanted === 'longer' && after !== null && found.match.whole)
      found = longerMatch(segment, token, after, found);
    if (found === undefined) return true;
    let { page } = found;
    let { number, documents } = found.match;
    for (let leaf = leafAt(segment, page); ; ) {
      if (!collector.addRowIds(leaf.bytes, documents, leaf.tokens[number + 1] ?? leaf.end)) return false;
      let next: number | undefined;
      if (number + 1 < leaf.tokens.length) {
        if (after !== null) next = nextToken(leaf, ++number, token.bytes.length);
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
    },
    find(tokens, wanted) {
      if (!isKnown) {
        const record = selectLeaf.get(STRUCTURE)?.block as Uint8Array | undefined;
        segments = record && readStructure(record);
        isKnown = true;
        const versions = new Set(segments?.map(({ version }) => version));
        pages.keep(versions);
        leaves.keep(versions);
      }
      if (segments === undefined || !ordinals.refresh()) return undefined;
      collector.start();
      for (const text of tokens) {
        if (!TOKEN.test(text)) return undefined;
        const bytes = Buffer.from(MAIN + text);
        const token = tokenBytes(bytes);
        const after =
          wanted === 'whole' ? null : tokenBytes(Buffer.concat([bytes, Uint8Array.of(LAST_BYTE)]));
        for (const segment of segments)
          if (segment.last > 0 && !scan(segment, token, after, wanted)) return undefined;
      }
      return collector.take();
    },
  };
}
