import type { TextEncoder } from '#ports/text-encoder.ts';
import { VECTOR_DIMENSIONS, VECTOR_SCALE } from '#ports/text-encoder.ts';
import { seededRandom } from '../seeded-random.ts';

/** Words that mean the same to this encoder. */
const SYNONYMS: Readonly<Record<string, string>> = {
  pastry: 'baker',
  panadero: 'baker',
  workout: 'fitness',
  gym: 'fitness',
};
const SMALL = new Set(['a', 'and', 'the', 'of', 'my', 'in']);

export interface HashedEncoder extends TextEncoder {
  /** Texts that were encoded. */
  readonly encoded: string[];
}

/** An encoder for tests: a text means the sum of its words, each a direction of its own, and it knows a few synonyms. */
export function createHashedEncoder(model = 'hashed-words-1'): HashedEncoder {
  const encoded: string[] = [];
  return {
    model,
    dimensions: VECTOR_DIMENSIONS,
    scale: VECTOR_SCALE,
    languages: new Set(['de', 'en', 'es']),
    encoded,
    async encode(texts, signal) {
      signal.throwIfAborted();
      encoded.push(...texts);
      return texts.map(encodeText);
    },
    async close() {},
  };
}

function encodeText(text: string): Int8Array | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counted = words.filter((word) => !SMALL.has(word));
  if (counted.length === 0) return null;
  const sum = new Float64Array(VECTOR_DIMENSIONS);
  for (const word of counted) {
    const direction = directionOf(SYNONYMS[word] ?? word);
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (direction[at] ?? 0);
  }
  const length = Math.hypot(...sum);
  return Int8Array.from(sum, (value) =>
    Math.max(-127, Math.min(127, Math.round((value / length) * VECTOR_SCALE))),
  );
}

const directions = new Map<string, Float64Array>();

function directionOf(word: string): Float64Array {
  let direction = directions.get(word);
  if (direction === undefined) {
    const random = seededRandom(seedOf(word));
    direction = Float64Array.from({ length: VECTOR_DIMENSIONS }, () => random() - 0.5);
    directions.set(word, direction);
  }
  return direction;
}

function seedOf(word: string): number {
  return [...word].reduce((seed, letter) => (Math.imul(seed, 31) + letter.charCodeAt(0)) | 0, 7);
}
