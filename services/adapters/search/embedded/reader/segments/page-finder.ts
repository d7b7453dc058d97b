import type { DatabaseSync } from 'node:sqlite';
import type { Segment } from './structure.ts';
import type { TokenBytes } from './token-bytes.ts';
import { countBelow, textOf } from './token-bytes.ts';

/** Says on which page of a segment to look for a token. */
export interface PageFinder {
  /** The page with the last first token that is not above `token`. */
  pageOf(segment: Segment, token: TokenBytes): number;
  /** The next page when its first token begins with `token`; `after` is greater than all that begin so. */
  nextPage(segment: Segment, token: TokenBytes, after: TokenBytes): number | undefined;
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
      own.tokens = rows.map(([term]) => textOf(term, 0, term.length));
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
      if (own?.tokens === undefined) return toPage(select.get(segment.id, token.bytes)?.pgno, segment);
      return toPage(own.pages[countBelow(own.tokens, token.text, true) - 1], segment);
    },
    nextPage(segment, token, after) {
      const own = look(segment);
      if (own?.tokens === undefined) {
        const row = selectNext.get(segment.id, token.bytes, after.bytes);
        return row && toPage(row.pgno, segment);
      }
      const at = countBelow(own.tokens, token.text, true);
      const next = own.tokens[at];
      return next !== undefined && next < after.text ? toPage(own.pages[at], segment) : undefined;
    },
    keep(versions) {
      known = new Map([...known].filter(([version]) => versions.has(version)));
    },
  };
}
