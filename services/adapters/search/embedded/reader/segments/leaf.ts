import type { TokenBytes } from './token-bytes.ts';
import { countBelow, textOf } from './token-bytes.ts';

/**
 * A leaf page of an FTS5 segment (ext/fts5/fts5_index.c in SQLite, "Segment leaves"): documents of the last token of
 * the page before it, then tokens, each with its documents. Documents are ascending row ids: the first one of a token and
 * of a page whole, the others as differences. With `detail = none` nothing else is between them.
 */
export interface Leaf {
  bytes: Uint8Array;
  /** Where row ids of an earlier token begin; 0 when there are none. */
  carried: number;
  /** Where tokens and documents end. */
  end: number;
  /** Where each token begins. */
  tokens: Uint16Array;
  /** Look-ups so far, and every 16th token, ascending, once there was one. */
  lookups: number;
  marks: readonly string[];
}

const HEADER_BYTES = 4;

const MARK_STEP = 16;

/** Room for the places of tokens of one page. */
let places = new Uint16Array(4_096);
/** Room for one token. */
let token = new Uint8Array(4_096);

/** Throws if the bytes are not a leaf page. */
export function readLeaf(bytes: Uint8Array): Leaf {
  const carried = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const end = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  if (bytes.length > places.length) places = new Uint16Array(bytes.length);
  let count = 0;
  let start = 0;
  for (let at = end; at < bytes.length; ) {
    let step = 0;
    let byte: number;
    do {
      byte = bytes[at++] ?? 0;
      step = step * 128 + (byte & 0x7f);
    } while (byte >= 0x80);
    start += step;
    places[count++] = start;
    if (step === 0 || start >= end) throw damaged();
  }
  if (end < HEADER_BYTES || end > bytes.length || carried >= end) throw damaged();
  return { bytes, carried, end, tokens: places.slice(0, count), lookups: 0, marks: [] };
}

/** Where the documents of the last token of the page before it end: at the first token. */
export function carriedEnd({ tokens, end }: Leaf): number {
  return tokens[0] ?? end;
}

export interface TokenMatch {
  /** Number of the token on the page. */
  number: number;
  /** Whether the token is the wanted one, and not a longer one. */
  whole: boolean;
  /** Where its documents begin. */
  documents: number;
}

/**
 * The first token of a page that begins with `wanted`; `undefined` if there is none. Each later token omits the prefix that it
 * shares with the previous token, so most tokens are skipped by the length of that prefix. From the second look-up on, the search
 * begins at the last mark below `wanted`.
 */
export function findToken(leaf: Leaf, { bytes: wanted, text }: TokenBytes): TokenMatch | undefined {
  const { bytes, tokens } = leaf;
  if (leaf.lookups++ === 1) leaf.marks = readMarks(leaf);
  const marks = countBelow(leaf.marks, text, false);
  const mark = leaf.marks[marks - 1];
  /** Leading bytes that the token before, which sorts lower, has in common with `wanted`. */
  let matched = mark === undefined ? 0 : countShared(mark, text);
  for (let number = mark === undefined ? 0 : (marks - 1) * MARK_STEP + 1; number < tokens.length; number++) {
    let at = tokens[number] ?? 0;
    let shared = 0;
    if (number > 0) {
      shared = readVarint(bytes, at);
      at += varintLength(bytes, at);
    }
    const own = readVarint(bytes, at);
    at += varintLength(bytes, at);
    if (shared > matched) continue;
    if (shared < matched) return undefined;
    let i = 0;
    while (i < own && matched < wanted.length && bytes[at + i] === wanted[matched]) {
      i++;
      matched++;
    }
    if (matched === wanted.length) return { number, whole: i === own, documents: at + own };
    if (i < own && (bytes[at + i] ?? 0) > (wanted[matched] ?? 0)) return undefined;
  }
  return undefined;
}

function readMarks({ bytes, tokens }: Leaf): string[] {
  const marks: string[] = [];
  if (bytes.length > token.length) token = new Uint8Array(bytes.length);
  for (let number = 0; number < tokens.length; number++) {
    let at = tokens[number] ?? 0;
    let shared = 0;
    if (number > 0) {
      shared = readVarint(bytes, at);
      at += varintLength(bytes, at);
    }
    const own = readVarint(bytes, at);
    at += varintLength(bytes, at);
    if (shared + own > token.length || at + own > bytes.length) throw damaged();
    for (let i = 0; i < own; i++) token[shared + i] = bytes[at + i] ?? 0;
    if (number % MARK_STEP === 0) marks.push(textOf(token, 0, shared + own));
  }
  return marks;
}

function countShared(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && a.charCodeAt(shared) === b.charCodeAt(shared)) shared++;
  return shared;
}

/** Where the documents of token `number` begin, when it begins with the same `length` bytes as the token before. */
export function nextToken({ bytes, tokens }: Leaf, number: number, length: number): number | undefined {
  let at = tokens[number] ?? 0;
  if (readVarint(bytes, at) < length) return undefined;
  at += varintLength(bytes, at);
  const own = readVarint(bytes, at);
  return at + varintLength(bytes, at) + own;
}

function readVarint(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return first;
  const second = bytes[at + 1] ?? 0;
  if (second < 0x80) return ((first & 0x7f) << 7) | second;
  return ((first & 0x7f) << 14) | ((second & 0x7f) << 7) | (bytes[at + 2] ?? 0);
}

/** Lengths of tokens are below 2 MiB. */
function varintLength(bytes: Uint8Array, at: number): number {
  if ((bytes[at] ?? 0) < 0x80) return 1;
  return (bytes[at + 1] ?? 0) < 0x80 ? 2 : 3;
}

/** As SQLite reports a damaged index. */
export function damaged(): Error {
  return Object.assign(new Error('A page of the postings is damaged'), { errcode: 11 });
}
