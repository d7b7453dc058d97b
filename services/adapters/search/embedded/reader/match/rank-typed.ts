import type { FieldClass } from '#adapters/search/analysis/analyse-profile.ts';
import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import { addMembers, countBits, removeMembers, wordsFor } from '../columns/bits.ts';
import { addSet, setOfBits, slotsOf } from '../columns/slot-set.ts';
import { finalScore } from './finish-scores.ts';
import { highestWeight, scoreOf } from './gather-term.ts';
import type { Candidates } from './intersect-terms.ts';
import { KINDS } from './kinds.ts';
import type { Pass } from './pass.ts';
import { scoreCandidates } from './score-candidates.ts';
import { SPARE } from './spare-sets.ts';
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
/** Words of the sets that are looked at first, twice as many in each step: the limit on lengths falls meanwhile. */
const FIRST_WORDS = 64;
/** Weights are sums of numbers with 24 bits. */
const ROUNDING = 1 + 1e-5;

/**
 * Writes scores and kinds of documents in `rest`, and answers their slots: those that were among the best `limit` so far when
 * they were met. All that hold every word as typed have the same kind, so a fraction of the work of `scoreCandidates` does.
 */
export function rankTyped(pass: Pass, candidates: Candidates, rest: Uint32Array, limit: number): Int32Array {
  const { scratch, sources } = pass;
  const { scores, kinds } = scratch;
  const { size, living, audience, maxAudience, bioLength, bioLengthColumn } = sources.columns;
  const terms = typedTerms(pass, candidates);
  const words = wordsFor(size);
  const typed = scratch.spare(SPARE.typed);
  const strong = scratch.spare(SPARE.strong);
  typed.set(rest.subarray(0, words));
  strong.fill(0, 0, words);
  let count = 0;
  for (const term of terms) {
    count = keepHolders(typed, term, words);
    addMembers(strong, term.strong, words);
  }
  if (count < limit) {
    const all = slotsOf(setOfBits(rest, living, size));
    scoreAll(pass, candidates, all);
    return all;
  }

  const best = createThreshold(limit);
  /** Documents with a lower key are not among the best. */
  let least = best.value;
  const ranked: number[] = [];
  const offer = (slot: number, text: number) => {
    const key = finalScore(text, KINDS.exact, audience[slot] ?? 0);
    if (key < least) return;
    best.offer(key);
    least = best.value;
    scores[slot] = text;
    kinds[slot] = KINDS.exact;
    ranked.push(slot);
  };

  const bounds = findBounds(terms, maxAudience);
  for (let word = 0; word < words; word++)
    for (let left = (typed[word] ?? 0) & (strong[word] ?? 0); left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left);
      const slot = (word << 5) | bit;
      if ((bounds[groupAt(terms, word, bit)] ?? 0) >= least) offer(slot, textScore(terms, slot));
    }

  // With all terms only in the bio, its length decides: most documents are left out by their length alone.
  removeMembers(typed, strong, words);
  const bioScores = sumBioScores(terms);
  /** The highest keys by length. */
  const bioBounds = bioScores.map((text) => finalScore(text * ROUNDING, KINDS.exact, maxAudience));
  for (let from = 0, step = FIRST_WORDS; from < words; step *= 2) {
    const longest = bioBounds.findLastIndex((bound) => bound >= least);
    if (longest === -1) break;
    const to = Math.min(words, from + step);
    const kept = bioLengthColumn.upTo(typed, { from, to }, longest);
    for (let i = 0; i < kept.length; i++)
      for (let left = kept[i] ?? 0; left !== 0; left &= left - 1) {
        const slot = ((from + i) << 5) | (31 - Math.clz32(left & -left));
        const length = bioLength[slot] ?? 0;
        if ((bioBounds[length] ?? 0) >= least) offer(slot, bioScores[length] ?? 0);
      }
    from = to;
  }
  return Int32Array.from(ranked);
}

function typedTerms(
  { lists, weights, scratch, sources }: Pass,
  { terms, rarities }: Candidates,
): TypedTerm[] {
  const words = wordsFor(sources.columns.size);
  let spare: number = SPARE.terms;
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

/** Keeps the documents that hold a term as typed. Answers how many there are. */
function keepHolders(set: Uint32Array, { strong, bio }: TypedTerm, words: number): number {
  let left = 0;
  for (let word = 0; word < words; word++) {
    const kept = (set[word] ?? 0) & ((strong[word] ?? 0) | (bio[word] ?? 0));
    set[word] = kept;
    if (kept !== 0) left += countBits(kept);
  }
  return left;
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
