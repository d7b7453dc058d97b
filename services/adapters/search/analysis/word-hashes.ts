import { MAX_TOKEN, wordSequence } from './tokenize.ts';

/**
 * Which words stand side by side, as a set of 128 bits in four numbers: each pair of neighbours sets two bits. A text
 * whose set lacks a bit of a phrase does not hold the phrase.
 */
export type PairSet = readonly [number, number, number, number];

/** Ends the words of each text: no word has this hash. */
export const END = 0;
const SPACE = 0x20;
const SHARP = 0x23;
const AND = 0x26;
const PLUS = 0x2b;
const DOT = 0x2e;
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const MIX = 0x9e3779b1;

/** Written over by each call; grows to the longest profile. */
let buffer = new Int32Array(512);

/** The words of folded texts, in order, as FNV-1a hashes with `0` after each text. */
export function hashTexts(texts: readonly string[]): Int32Array {
  let length = 0;
  for (const text of texts) {
    // Every word takes a character, and the end of a text takes a place.
    if (length + text.length + 2 > buffer.length) {
      const larger = new Int32Array((length + text.length + 2) * 2);
      larger.set(buffer);
      buffer = larger;
    }
    const end = hashPlainText(text, length) ?? hashSequence(wordSequence(text), length);
    if (end === length) continue;
    buffer[end] = END;
    length = end + 1;
  }
  return buffer.slice(0, length);
}

/** The words of a sequence as `wordSequence` writes it. */
export function hashPhrase(sequence: string): Int32Array {
  if (sequence.length > buffer.length) buffer = new Int32Array(sequence.length * 2);
  return buffer.slice(0, hashSequence(sequence, 0));
}

export function pairsOf(hashes: Int32Array): PairSet {
  const set = new Int32Array(4);
  for (let i = 1; i < hashes.length; i++) {
    const before = hashes[i - 1] ?? END;
    const word = hashes[i] ?? END;
    if (before === END || word === END) continue;
    const pair = Math.imul(before ^ Math.imul(word, PRIME), MIX);
    for (const bit of [pair >>> 25, (pair >>> 18) & 127])
      set[bit >> 5] = (set[bit >> 5] ?? 0) | (1 << (bit & 31));
  }
  const [a = 0, b = 0, c = 0, d = 0] = set;
  return [a, b, c, d];
}

/** Whether the words of a phrase stand side by side in one of the texts. */
export function holdsPhrase(hashes: Int32Array, phrase: Int32Array): boolean {
  const last = hashes.length - phrase.length;
  for (let at = 0; at <= last; at++) {
    let same = 0;
    while (same < phrase.length && hashes[at + same] === phrase[same]) same++;
    if (same === phrase.length) return true;
  }
  return false;
}

/**
 * Writes the hashes of a text of ASCII letters without terms with signs, which needs no sequence, and answers where they
 * end; `null` for any other text.
 */
function hashPlainText(text: string, from: number): number | null {
  let length = from;
  let hash = OFFSET;
  let units = 0;
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : SPACE;
    if ((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39)) {
      if (units++ < MAX_TOKEN) hash = Math.imul(hash ^ unit, PRIME);
      continue;
    }
    if (unit >= 0x80 || mayBelongToTerm(text, i, unit, units > 0)) return null;
    if (units === 0) continue;
    buffer[length++] = hash === END ? 1 : hash;
    hash = OFFSET;
    units = 0;
  }
  return length;
}

/** As the terms of `findSymbolTerms` need it. */
function mayBelongToTerm(text: string, at: number, unit: number, afterWord: boolean): boolean {
  if (unit === AND || unit === PLUS) return true;
  if (unit === SHARP) return afterWord;
  return unit === DOT && text.startsWith('net', at + 1);
}

function hashSequence(sequence: string, from: number): number {
  let length = from;
  let hash = OFFSET;
  for (let i = 1; i < sequence.length; i++) {
    const unit = sequence.charCodeAt(i);
    if (unit !== SPACE) {
      hash = Math.imul(hash ^ unit, PRIME);
      continue;
    }
    if (sequence.charCodeAt(i - 1) === SPACE) continue;
    buffer[length++] = hash === END ? 1 : hash;
    hash = OFFSET;
  }
  return length;
}
