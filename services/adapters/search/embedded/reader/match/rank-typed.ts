import type { FieldClass } from '#adapters/search/analysis/analyse-profile.ts';
import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import { countBits, wordsFor } from '../columns/bits.ts';
import { addSet, setOfBits, slotsOf } from '../columns/slot-set.ts';
import { finalScore } from './finish-scores.ts';
import { highestWeight, scoreOf } from './gather-term.ts';
import type { Candidates } from './intersect-terms.ts';
import { KINDS } from './kinds.ts';
import type { Pass } from './pass.ts';
import { scoreCandidates } from './score-candidates.ts';
import { createThreshold } from './threshold.ts';

/** A term in the documents that hold it as typed. */
interface TypedTerm {
  rarity: number;
  /** Who holds it in a field, and what it is worth there: `table[lengths[slot]]`. */
  fields: { bits: Uint32Array; lengths: Uint8Array; table: Float32Array }[];
  /** Who holds it in a name or topic, where it is worth more than in a bio. */
  strong: Uint32Array;
  bio: Uint32Array;
  /** Scores of documents with it only in the bio, by its length. */
  bioScores: Float64Array;
  most: number;
  mostInBio: number;
}

const BIO_LENGTHS = 256;
/** The number of a spare set. */
const TYPED = 0;
/** Weights are sums of numbers with 24 bits. */
const ROUNDING = 1 + 1e-5;

/**
 * Writes scores and kinds of documents in `rest`, and answers their slots: those that were among the best `limit` so far when
 * they were met. All that hold every word as typed have the same kind, so a fraction of the work of `scoreCandidates` does.
 */
export function rankTyped(pass: Pass, candidates: Candidates, rest: Uint32Array, limit: number): Int32Array {
  const { scratch, sources } = pass;
  const { scores, kinds } = scratch;
  const { size, living, audience, maxAudience, bioLength } = sources.columns;
  const terms = typedTerms(pass, candidates);
  const words = wordsFor(size);
  const typed = scratch.spare(TYPED);
  let count = 0;
  for (let word = 0; word < words; word++) {
    const all = typedAt(terms, rest, word);
    typed[word] = all;
    if (all !== 0) count += countBits(all);
  }
  if (count < limit) {
    const all = slotsOf(setOfBits(rest, living, size));
    scoreAll(pass, candidates, all);
    return all;
  }

  const bounds = findBounds(terms, maxAudience);
  const inBioOnly = bounds[0] ?? 0;
  const bioScores = sumBioScores(terms);
  /** The highest keys of documents with all terms only in the bio, by its length. */
  const bioBounds = bioScores.map((text) => finalScore(text * ROUNDING, KINDS.exact, maxAudience));
  /** 1 for lengths with which such documents are not among the best. */
  const isTooLong = new Uint8Array(BIO_LENGTHS);
  const best = createThreshold(limit);
  /** Documents with a lower key are not among the best. */
  let least = best.value;
  const ranked: number[] = [];
  const offer = (slot: number, text: number) => {
    const key = finalScore(text, KINDS.exact, audience[slot] ?? 0);
    if (key < least) return;
    best.offer(key);
    least = best.value;
    for (let length = 0; length < BIO_LENGTHS; length++)
      if ((bioBounds[length] ?? 0) < least) isTooLong[length] = 1;
    scores[slot] = text;
    kinds[slot] = KINDS.exact;
    ranked.push(slot);
  };
  for (let word = 0; word < words; word++) {
    const all = typed[word] ?? 0;
    if (all === 0) continue;
    const strong = strongAt(terms, word);
    for (let left = inBioOnly < least ? 0 : all & ~strong; left !== 0; left &= left - 1) {
      const slot = (word << 5) | (31 - Math.clz32(left & -left));
      const length = bioLength[slot] ?? 0;
      if (isTooLong[length] === 0) offer(slot, bioScores[length] ?? 0);
    }
    for (let left = all & strong; left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left);
      const slot = (word << 5) | bit;
      if ((bounds[groupAt(terms, word, bit)] ?? 0) >= least) offer(slot, textScore(terms, slot));
    }
  }
  return Int32Array.from(ranked);
}

function typedTerms(
  { lists, weights, scratch, sources }: Pass,
  { terms, rarities }: Candidates,
): TypedTerm[] {
  const words = wordsFor(sources.columns.size);
  let spare = TYPED + 1;
  return terms.map((term, at) => {
    const own = lists(term, false).filter(({ kind }) => kind === KINDS.exact);
    const rarity = rarities[at] ?? 0;
    const take = (fields: readonly FieldClass[]) => {
      const bits = scratch.spare(spare++);
      bits.fill(0, 0, words);
      for (const { field, set } of own) if (fields.includes(field)) addSet(bits, set);
      return bits;
    };
    const bioScores = new Float64Array(BIO_LENGTHS);
    for (let length = 0; length < BIO_LENGTHS; length++)
      bioScores[length] = scoreOf(rarity, weights.b.table[length] ?? 0);
    return {
      rarity,
      fields: own.map(({ field }) => ({ bits: take([field]), ...weights[field] })),
      strong: take(['h', 'n', 't']),
      bio: take(['b']),
      bioScores,
      most: scoreOf(rarity, highestWeight(weights, FIELD_CLASSES)),
      mostInBio: scoreOf(rarity, highestWeight(weights, ['b'])),
    };
  });
}

/** Scores all of the documents, which ascend and hold every term. */
export function scoreAll(pass: Pass, candidates: Candidates, slots: Int32Array): void {
  const { held } = pass.scratch;
  for (const slot of slots) held[slot] = 1;
  scoreCandidates(pass, candidates, slots, slots.length);
  for (const slot of slots) held[slot] = 0;
}

/** Which of the documents of a word of the set hold every term as typed. */
function typedAt(terms: readonly TypedTerm[], rest: Uint32Array, word: number): number {
  let all = rest[word] ?? 0;
  for (let at = 0; at < terms.length && all !== 0; at++) {
    const term = terms[at] as TypedTerm;
    all &= (term.strong[word] ?? 0) | (term.bio[word] ?? 0);
  }
  return all;
}

/** Which documents hold any of the terms in a name or topic. */
function strongAt(terms: readonly TypedTerm[], word: number): number {
  let all = 0;
  for (let at = 0; at < terms.length; at++) all |= (terms[at] as TypedTerm).strong[word] ?? 0;
  return all;
}

/** The terms that a document holds in its names or topics: a bit for each. */
function groupAt(terms: readonly TypedTerm[], word: number, bit: number): number {
  let group = 0;
  for (let at = 0; at < terms.length; at++)
    group |= ((((terms[at] as TypedTerm).strong[word] ?? 0) >>> bit) & 1) << at;
  return group;
}

/** The highest key of each group. */
function findBounds(terms: readonly TypedTerm[], maxAudience: number): Float64Array {
  const bounds = new Float64Array(2 ** terms.length);
  for (let group = 0; group < bounds.length; group++) {
    let text = 0;
    for (const [at, { most, mostInBio }] of terms.entries()) text += (group >> at) & 1 ? most : mostInBio;
    bounds[group] = finalScore(text * ROUNDING, KINDS.exact, maxAudience);
  }
  return bounds;
}

function sumBioScores(terms: readonly TypedTerm[]): Float64Array {
  const sums = new Float64Array(BIO_LENGTHS);
  for (const { bioScores } of terms)
    for (let length = 0; length < BIO_LENGTHS; length++)
      sums[length] = (sums[length] ?? 0) + (bioScores[length] ?? 0);
  return sums;
}

/** Sums are rounded as in the scratch. */
function textScore(terms: readonly TypedTerm[], slot: number): number {
  const word = slot >>> 5;
  const bit = slot & 31;
  let text = 0;
  for (let at = 0; at < terms.length; at++) {
    const { fields, rarity } = terms[at] as TypedTerm;
    let weight = 0;
    for (let i = 0; i < fields.length; i++) {
      const { bits, table, lengths } = fields[i] as TypedTerm['fields'][0];
      if ((((bits[word] ?? 0) >>> bit) & 1) === 1)
        weight = Math.fround(weight + (table[lengths[slot] ?? 0] ?? 0));
    }
    text += scoreOf(rarity, weight);
  }
  return text;
}
