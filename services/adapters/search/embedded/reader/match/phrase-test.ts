import type { PairSet } from '#adapters/search/analysis/word-hashes.ts';
import { hashPhrase, holdsPhrase, pairsOf } from '#adapters/search/analysis/word-hashes.ts';
import { pairToken } from '#adapters/search/embedded/common-pairs.ts';
import { hasBit, keepCommon, wordsFor } from '../columns/bits.ts';
import { addSet } from '../columns/slot-set.ts';
import type { Columns } from '../columns.ts';
import type { CommonNumbers } from '../common-numbers.ts';
import type { Postings } from '../postings.ts';
import type { Texts } from '../texts.ts';

export interface PhraseSources {
  columns: Columns;
  postings: Postings;
  commonNumbers: CommonNumbers;
  texts: Texts;
}

/** Finds documents with all of some phrases among those that hold the words of the phrases. */
export interface PhraseTest {
  /** A set of slots outside of which no document has the phrases; `null` for every slot. */
  readonly allowed: Uint32Array | null;
  holds(slot: number): boolean;
}

/**
 * `sequences` are word sequences as `wordSequence` writes them. The pairs of common words have postings, which settle a phrase of
 * two such words. For other phrases, and for documents without these postings, the stored words decide.
 */
export function createPhraseTest(sequences: readonly string[], sources: PhraseSources): PhraseTest {
  const { columns, texts } = sources;
  const phrases = sequences.map(hashPhrase);
  const parts = phrases.map((phrase) => ({ phrase, ...findPairs(phrase, sources) }));
  const allowed = intersectAll(parts.flatMap(({ holders }) => holders));
  /** Documents that need no look at their words are outside of the set. */
  const open = parts.map(({ isSettled, uncovered }) => (isSettled ? uncovered : null));
  const pairs = allPairs(phrases);
  const known = new Map<number, boolean>();

  const readWords = (slot: number): boolean => {
    if (!mayHold(columns, slot, pairs)) return false;
    let holds = known.get(slot);
    if (holds === undefined) {
      const words = texts.words(columns.ordinals[slot] ?? 0);
      holds = words !== undefined && phrases.every((phrase) => holdsPhrase(words, phrase));
      known.set(slot, holds);
    }
    return holds;
  };
  return {
    allowed,
    holds(slot) {
      if (allowed !== null && !hasBit(allowed, slot)) return false;
      for (const set of open) if (set === null || hasBit(set, slot)) return readWords(slot);
      return true;
    },
  };
}

/** The documents with the pairs of common words, those that lack such postings, and whether these pairs are the phrase. */
function findPairs(phrase: Int32Array, { columns, postings, commonNumbers }: PhraseSources) {
  const holders: Uint32Array[] = [];
  let uncovered: Uint32Array | null = null;
  for (let i = 1; i < phrase.length; i++) {
    const first = commonNumbers.find(phrase[i - 1] ?? 0);
    const second = commonNumbers.find(phrase[i] ?? 0);
    if (first === undefined || second === undefined) continue;
    uncovered = new Uint32Array(wordsFor(columns.size));
    columns.coverage.addUncovered(Math.max(first, second), columns.size, uncovered);
    const set = uncovered.slice();
    addSet(set, postings.find(pairToken(first, second), false));
    holders.push(set);
  }
  return { holders, uncovered, isSettled: phrase.length === 2 && holders.length === 1 };
}

/** Puts the common members into the first set. */
function intersectAll([first, ...others]: readonly Uint32Array[]): Uint32Array | null {
  if (first === undefined) return null;
  for (const set of others) keepCommon(first, set, first.length);
  return first;
}

function allPairs(phrases: readonly Int32Array[]): PairSet {
  const all: [number, number, number, number] = [0, 0, 0, 0];
  for (const phrase of phrases)
    for (const [i, bits] of pairsOf(phrase).entries()) all[i] = (all[i] ?? 0) | bits;
  return all;
}

/** Without it the stored words need not be read. */
function mayHold({ pairs }: Columns, slot: number, wanted: PairSet): boolean {
  const at = slot * 4;
  for (let i = 0; i < 4; i++) {
    const bits = wanted[i] ?? 0;
    if (((pairs[at + i] ?? 0) & bits) !== bits) return false;
  }
  return true;
}
