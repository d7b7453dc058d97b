/**
 * Which words stand side by side, as a set of 64 bits in two numbers: each pair of neighbours sets one bit. A text whose
 * set lacks a bit of a phrase does not hold the phrase.
 */
export type PairSet = readonly [low: number, high: number];

/** Of the pairs in texts as `wordSequence` writes them. */
export function pairsOf(sequences: readonly string[]): PairSet {
  let low = 0;
  let high = 0;
  for (const sequence of sequences) {
    // FNV-1a over the two words of a pair; `word` is the hash of the word before.
    let word = 0;
    let before = 0;
    let hash = OFFSET;
    for (let i = 1; i < sequence.length; i++) {
      const unit = sequence.charCodeAt(i);
      if (unit !== SPACE) {
        hash = Math.imul(hash ^ unit, PRIME);
        continue;
      }
      before = word;
      word = hash;
      hash = OFFSET;
      if (before === 0) continue;
      const pair = Math.imul(before ^ Math.imul(word, PRIME), MIX) >>> 26;
      if (pair < 32) low |= 1 << pair;
      else high |= 1 << (pair - 32);
    }
  }
  return [low, high];
}

const SPACE = 0x20;
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const MIX = 0x9e3779b1;
