import type { DatabaseSync } from 'node:sqlite';
import type { Segment } from './structure.ts';

/** Says on which page of a segment to look for a token. */
export interface PageFinder {
  /** The page with the last first token that is not above `token`. */
  pageOf(segment: Segment, token: Uint8Array): number;
  /** The next page when its first token begins with `token`; `after` is greater than all that begin so. */
  nextPage(segment: Segment, token: Uint8Array, after: Uint8Array): number | undefined;
  /** Forgets what it knows of segments that are gone. */
  keep(versions: ReadonlySet<string>): void;
}

/** First tokens of the pages, shortened, as strings of bytes, ascending, and their pages. */
interface Known {
  lookups: number;
  tokens: string[] | undefined;
  pages: number[];
}

/** After this many look-ups in a segment, its first tokens are loaded into memory: once, about 10 ms for 10,000 pages. */
const LOOKUPS_BY_QUERY = 200;

export function createPageFinder(db: DatabaseSync): PageFinder {
  const select = db.prepare(
    'SELECT pgno FROM postings_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1',
  );
  const selectNext = db.prepare(
    'SELECT pgno FROM postings_idx WHERE segid = ? AND term > ? AND term < ? ORDER BY term LIMIT 1',
  );
  const selectAll = db.prepare('SELECT term, pgno FROM postings_idx WHERE segid = ? ORDER BY term');
  selectAll.setReturnArrays(true);
  let known = new Map<string, Known>();

  /** `undefined` as long as questions are few. */
  const look = (segment: Segment): Known | undefined => {
    let own = known.get(segment.version);
    if (own === undefined) {
      own = { lookups: 0, tokens: undefined, pages: [] };
      known.set(segment.version, own);
    }
    if (own.tokens === undefined && own.lookups++ === LOOKUPS_BY_QUERY) {
      const rows = selectAll.all(segment.id) as unknown as [term: Uint8Array, page: number][];
      own.tokens = rows.map(([term]) => toBytes(term));
      own.pages = rows.map(([, page]) => page);
    }
    return own;
  };
  /** Numbers of pages carry a flag in the lowest bit. Pages before the first are those of a merge that is not over. */
  const toPage = (number: unknown, { first }: Segment) =>
    Math.max(first, Math.floor(((number as number | undefined) ?? 0) / 2));

  return {
    pageOf(segment, token) {
      const own = look(segment);
      if (own?.tokens === undefined) return toPage(select.get(segment.id, token)?.pgno, segment);
      return toPage(own.pages[countUpTo(own.tokens, toBytes(token)) - 1], segment);
    },
    nextPage(segment, token, after) {
      const own = look(segment);
      if (own?.tokens === undefined) {
        const row = selectNext.get(segment.id, token, after);
        return row && toPage(row.pgno, segment);
      }
      const at = countUpTo(own.tokens, toBytes(token));
      const next = own.tokens[at];
      return next !== undefined && next < toBytes(after) ? toPage(own.pages[at], segment) : undefined;
    },
    keep(versions) {
      known = new Map([...known].filter(([version]) => versions.has(version)));
    },
  };
}

/** One character for each byte, so that strings compare as the bytes do. */
function toBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** How many of the ascending `tokens` are not above `token`. */
function countUpTo(tokens: readonly string[], token: string): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] ?? '') <= token) low = middle + 1;
    else high = middle;
  }
  return low;
}
