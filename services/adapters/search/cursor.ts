import { hash } from 'node:crypto';
import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import { asksForAge } from '#contract/query/asks-for-age.ts';
import { printQuery } from '#contract/query/print-query.ts';
import type { SearchQuery } from '#contract/query/search-query.ts';
import type { QueryTree } from '#contract/query/tree.ts';
import { InvalidRequestError } from '#ports/errors.ts';
import { textOfProfile } from './meaning/text-of-profile.ts';

/** Where a number is not known. Lower than all, so that it comes last in every descending order. */
export const UNKNOWN = Number.NEGATIVE_INFINITY;

/** The last result of the page before. */
export interface CursorPosition {
  /** What results are ordered by, of that result. */
  key: number;
  id: string;
  /** Results up to and with it. */
  depth: number;
}

const VERSION = 1;
const FIELDS = 5;

/** Opaque to clients. Holds a fingerprint of the query, so that it cannot be used with another. */
export function encodeCursor(query: SearchQuery, { key, id, depth }: CursorPosition): string {
  const fields = [VERSION, fingerprint(query), depth, key === UNKNOWN ? null : key, id];
  return encode(fields);
}

function encode(fields: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** Throws `InvalidRequestError` for anything that `encodeCursor` did not make for this query. */
export function decodeCursor(query: SearchQuery, cursor: string): CursorPosition {
  const fields = parse(cursor);
  const [version, print, depth, key, id] = fields;
  const wellFormed =
    fields.length === FIELDS &&
    version === VERSION &&
    typeof print === 'string' &&
    Number.isSafeInteger(depth) &&
    (depth as number) > 0 &&
    (depth as number) < MAX_PAGING_DEPTH &&
    (key === null || Number.isFinite(key)) &&
    typeof id === 'string' &&
    // One form only: no padding, no other spelling of the same value.
    encode(fields) === cursor;
  if (!wellFormed) throw new InvalidRequestError('invalid_cursor', 'The cursor is not valid');
  if (print !== fingerprint(query)) {
    throw new InvalidRequestError('invalid_cursor', 'The cursor belongs to another query');
  }
  return { key: key === null ? UNKNOWN : (key as number), id: id as string, depth: depth as number };
}

function parse(cursor: string): unknown[] {
  try {
    const fields: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(fields) ? fields : [];
  } catch {
    return [];
  }
}

/** A question is hashed several times on its way, always from the same tree, which never changes. */
const hashed = new WeakMap<QueryTree, { question: string; print: string }>();

/** Of everything that decides which results there are and in which order. */
export function fingerprint({ tree, sort, meaning, like }: SearchQuery): string {
  const asked = like === undefined ? [meaning] : [meaning ?? null, textOfProfile(like)];
  const question = JSON.stringify([printQuery(tree), sort, ...asked.filter((text) => text !== undefined)]);
  const known = hashed.get(tree);
  if (known?.question === question) return known.print;
  const print = hash('sha256', question, 'base64url').slice(0, 12);
  hashed.set(tree, { question, print });
  return print;
}

/** The same for queries that have the same answer as long as the documents are the same. */
export function questionOf(query: SearchQuery): string {
  const { tree, sort, limit, cursor, facets, nowMs, meaning = null, like } = query;
  return JSON.stringify([
    printQuery(tree),
    sort,
    limit,
    cursor,
    facets,
    asksForAge(tree) ? nowMs : 0,
    meaning,
    like === undefined ? null : { text: textOfProfile(like) },
  ]);
}
