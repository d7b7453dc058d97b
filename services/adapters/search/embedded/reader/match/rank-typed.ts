import type { FieldClass } from '#adapters/search/analysis/analyse-profile.ts';
import { FIELD_CLASSES } from '#adapters/search/analysis/analyse-profile.ts';
import { addMembers, countBits, listSet, removeMembers, wordsFor } from '../columns/bits.ts';
import { addSet, setOfBits, slotsOf } from '../columns/slot-set.ts';
import { finalScore } from './finish-scores.ts';
import { highestWeight, scoreOf } from './gather-term.ts';
import type { Candidates } from './intersect-terms.ts';
import type { Kind } from './kinds.ts';
import { KINDS } from './kinds.ts';
import type { Pass } from './pass.ts';
import { scoreCandidates } from './score-candidates.ts';
import { SPARE } from './spare-sets.ts';
import { createThreshold } from './threshold.ts';

/** A term in the documents that hold it in one way. */
interface TypedTerm {
  rarity: number;
  /** Who holds it in a field, and what it is worth there: `table[lengths[slot]]`. */
  fields: { bits: Uint32Array; lengths: Uint8Array; table: Float32Array }[];
  /** Who holds it in a name, and who in a name or topic, where it is worth more than in a bio. */
  name: Uint32Array;
  strong: Uint32Array;
  bio: Uint32Array;
  /** Scores of documents with it only in the bio, by its length. */
  bioScores: Float64Array;
  /** The highest score only in the bio, at most in a topic, and in a name. */
  most: readonly number[];
}

const BIO_LENGTHS = 256;
/** Bio, topic and name. */
const PLACES = 3;
/** Words of the sets that are looked at first, twice as many in each step: the limit on lengths falls meanwhile. */
const FIRST_WORDS = 64;
/** Weights are sums of numbers with 24 bits. */
const ROUNDING = 1 + 1e-5;

/**
 * Writes scores and kinds of documents in `rest`, and answers their slots: those that were among the best `limit` so far when
 * they were met. First come those that hold every word as typed, then those where the last word only begins so. All of a kind have
 * the same terms in the same way, so a fraction of the work of `scoreCandidates` does. May empty `rest`.
 */
export function rankTyped(pass: Pass, candidates: Candidates, rest: Uint32Array, limit: number): Int32Array {
  const { scratch, sources } = pass;
  const { size } = sources.columns;
  const words = wordsFor(size);
  const typed = scratch.spare(SPARE.typed);
  const terms = typedTerms(pass, candidates, KINDS.exact);
  const count = findHolders(terms, rest, typed, words);
  if (count >= limit) return rankHolders(pass, terms, { kind: KINDS.exact, limit });
  const some = new Int32Array(count);
  listSet(typed, words, some);
  scoreAll(pass, candidates, some);
  removeMembers(rest, typed, words);
  const others = rankBegun(pass, candidates, rest, limit - count);
  const all = new Int32Array(count + others.length);
  all.set(some);
  all.set(others, count);
  return all;
}

/** As `rankTyped`, without documents that hold every word as typed. */
function rankBegun(pass: Pass, candidates: Candidates, rest: Uint32Array, limit: number): Int32Array {
  const { size, living } = pass.sources.columns;
  if (candidates.terms.some(({ prefix }) => prefix)) {
    const terms = typedTerms(pass, candidates, KINDS.prefix);
    if (findHolders(terms, rest, pass.scratch.spare(SPARE.typed), wordsFor(size)) >= limit)
      return rankHolders(pass, terms, { kind: KINDS.prefix, limit });
  }
  const all = slotsOf(setOfBits(rest, living, size));
  scoreAll(pass, candidates, all);
  return all;
}

/** Ranks the documents in the spare set `typed`. */
function rankHolders(
  { scratch, sources }: Pass,
  terms: readonly TypedTerm[],
  { kind, limit }: { kind: Kind; limit: number },
): Int32Array {
  const { scores, kinds } = scratch;
  const { size, audience, maxAudience, bioLength, bioLengthColumn } = sources.columns;
  const words = wordsFor(size);
  const typed = scratch.spare(SPARE.typed);
  const best = createThreshold(limit);
  /** Documents with a lower key are not among the best. */
  let least = best.value;
  const ranked: number[] = [];
  const offer = (slot: number, text: number) => {
    const key = finalScore(text, kind, audience[slot] ?? 0);
    if (key < least) return;
    best.offer(key);
    least = best.value;
    scores[slot] = text;
    kinds[slot] = kind;
    ranked.push(slot);
  };

  const keyOf = (text: number) => finalScore(text * ROUNDING, kind, maxAudience);
  const bounds = findBounds(terms).map(keyOf);
  const some = scratch.spare(SPARE.some);
  for (const where of ['name', 'strong'] as const) {
    some.fill(0, 0, words);
    for (const term of terms) addMembers(some, term[where], words);
    for (let word = 0; word < words; word++)
      for (let left = (typed[word] ?? 0) & (some[word] ?? 0); left !== 0; left &= left - 1) {
        const bit = 31 - Math.clz32(left & -left);
        const slot = (word << 5) | bit;
        if ((bounds[groupAt(terms, word, bit)] ?? 0) >= least) offer(slot, textScore(terms, slot));
      }
    removeMembers(typed, some, words);
  }

  // With all terms only in the bio, its length decides: most documents are left out by their length alone.
  const bioScores = sumBioScores(terms);
  /** The highest keys by length. */
  const bioBounds = bioScores.map(keyOf);
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

/** The terms as typed; with the kind `prefix`, the last word where it only begins so. */
function typedTerms(
  { lists, weights, scratch, sources }: Pass,
  { terms, rarities }: Candidates,
  kind: Kind,
): TypedTerm[] {
  const words = wordsFor(sources.columns.size);
  let spare: number = SPARE.terms;
  return terms.map((term, at) => {
    const wanted = term.prefix ? kind : KINDS.exact;
    const own = lists(term, false).filter((list) => list.kind === wanted);
    const rarity = rarities[at] ?? 0;
    const take = (fields: readonly FieldClass[]) => {
      const bits = scratch.spare(spare++);
      bits.fill(0, 0, words);
      for (const { field, set } of own) if (fields.includes(field)) addSet(bits, set);
      return bits;
    };
    const most = (fields: readonly FieldClass[]) => scoreOf(rarity, highestWeight(weights, fields));
    const bioScores = new Float64Array(BIO_LENGTHS);
    for (let length = 0; length < BIO_LENGTHS; length++)
      bioScores[length] = scoreOf(rarity, weights.b.table[length] ?? 0);
    return {
      rarity,
      fields: own.map(({ field }) => ({ bits: take([field]), ...weights[field] })),
      name: take(['h', 'n']),
      strong: take(['h', 'n', 't']),
      bio: take(['b']),
      bioScores,
      most: [most(['b']), most(['t', 'b']), most(FIELD_CLASSES)],
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

/** Puts the documents of `rest` that hold every term into `typed`. Answers how many there are. */
function findHolders(
  terms: readonly TypedTerm[],
  rest: Uint32Array,
  typed: Uint32Array,
  words: number,
): number {
  typed.set(rest.subarray(0, words));
  let left = 0;
  for (const { strong, bio } of terms) {
    left = 0;
    for (let word = 0; word < words; word++) {
      const kept = (typed[word] ?? 0) & ((strong[word] ?? 0) | (bio[word] ?? 0));
      typed[word] = kept;
      if (kept !== 0) left += countBits(kept);
    }
  }
  return left;
}

/** Where a document holds the terms, as a number with a digit of `PLACES` for each: the last digit is that of the first term. */
function groupAt(terms: readonly TypedTerm[], word: number, bit: number): number {
  let group = 0;
  for (let at = terms.length - 1; at >= 0; at--) {
    const { name, strong } = terms[at] as TypedTerm;
    const place = (((strong[word] ?? 0) >>> bit) & 1) + (((name[word] ?? 0) >>> bit) & 1);
    group = group * PLACES + place;
  }
  return group;
}

/** The highest score of the text in each group. */
function findBounds(terms: readonly TypedTerm[]): Float64Array {
  return Float64Array.from({ length: PLACES ** terms.length }, (_, group) =>
    terms.reduce((sum, { most }, at) => sum + (most[Math.floor(group / PLACES ** at) % PLACES] ?? 0), 0),
  );
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
