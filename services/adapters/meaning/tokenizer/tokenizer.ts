import { createNormalizer, lengthOfCharacter } from './normalizer.ts';

/** The vocabulary: a double-array trie over the bytes of the pieces, and the score of each piece. */
export interface Vocabulary {
  base: Int32Array;
  check: Int32Array;
  /** Id of the piece that ends at a node, or -1. */
  piece: Int32Array;
  scores: Float32Array;
  unknownScore: number;
  normalizer: Uint8Array;
}

export const UNKNOWN_ID = 0;
const BEGIN_ID = 1;
const END_ID = 2;

/** Ids of a text's pieces, with a begin and an end; `null` if the vocabulary knows no part of the text. */
export type Tokenize = (text: string) => Int32Array | null;

/**
 * The unigram tokenizer of SentencePiece (Kudo, 2018): the segmentation with the highest sum of scores, found by Viterbi's
 * algorithm. At most `limit` ids, begin and end included; the rest of the text is not read.
 */
export function createTokenizer(vocabulary: Vocabulary, limit: number): Tokenize {
  const { base, check, piece, scores, unknownScore } = vocabulary;
  const normalize = createNormalizer(vocabulary.normalizer);
  const utf8 = new TextEncoder();
  // No piece is longer than this on average: what follows would be cut in any case.
  const mostCharacters = limit * 16;

  return (text) => {
    const bytes = normalize(utf8.encode(text.slice(0, mostCharacters).toWellFormed()));
    const length = bytes.length;
    if (length === 0) return null;
    const best = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
    const start = new Int32Array(length + 1);
    const id = new Int32Array(length + 1);
    best[0] = 0;
    const offer = (end: number, score: number, from: number, found: number) => {
      if (score <= (best[end] as number)) return;
      best[end] = score;
      start[end] = from;
      id[end] = found;
    };
    for (let from = 0; from < length; from += lengthOfCharacter(bytes[from] as number)) {
      const score = best[from] as number;
      const single = from + lengthOfCharacter(bytes[from] as number);
      let known = false;
      let node = 0;
      for (let at = from; at < length; ) {
        const next = (base[node] as number) + (bytes[at] as number);
        if (check[next] !== node || next === 0) break;
        node = next;
        at++;
        const found = piece[node] as number;
        if (found === -1) continue;
        offer(at, score + (scores[found] as number), from, found);
        known ||= at === single;
      }
      if (!known) offer(single, score + unknownScore, from, UNKNOWN_ID);
    }
    return collect(start, id, length, limit);
  };
}

/** Follows the best segmentation back from the end of the text. */
function collect(start: Int32Array, id: Int32Array, length: number, limit: number): Int32Array | null {
  const ids: number[] = [];
  for (let end = length; end > 0; end = start[end] as number) ids.push(id[end] as number);
  if (ids.every((found) => found === UNKNOWN_ID)) return null;
  const kept = ids.reverse().slice(0, limit - 2);
  return Int32Array.of(BEGIN_ID, ...kept, END_ID);
}
