import { FUZZY_BELOW } from '#contract/query/search-query.ts';
import { addAll, hasBit, listSet, wordsFor } from '../columns/bits.ts';
import type { Columns } from '../columns.ts';
import type { SlotFilter } from '../filter/slot-filter.ts';
import { finishScores } from './finish-scores.ts';
import type { Candidates } from './intersect-terms.ts';
import { findCandidates, setMembers } from './intersect-terms.ts';
import { KINDS } from './kinds.ts';
import { addNamed, findNamed } from './match-names.ts';
import type { Matches } from './matches.ts';
import type { Pass } from './pass.ts';
import { rankTyped, scoreAll } from './rank-typed.ts';
import { SPARE } from './spare-sets.ts';

/** Each term takes some sets of all slots. */
const MAX_TERMS = 4;
/**
 * With fewer candidates, scoring all of them costs less than the sets: certainly with 1/8 of the slots, and with 1/32 of so many slots
 * that the caches of the processor do not hold the columns. With few candidates, close spellings count, too.
 */
function leastOf({ size }: Columns): number {
  return Math.max(FUZZY_BELOW, Math.min(size / 8, Math.max(size / 32, 10_000)));
}

/** The documents that hold every term, if many can hold all as typed or begun; else `null`. */
export function findMany(pass: Pass): Candidates | null {
  const { terms, lists, sources } = pass;
  if (terms.length > MAX_TERMS || terms.some(({ platform }) => platform !== null)) return null;
  const fewest = Math.min(
    ...terms.map((term) =>
      lists(term, false).reduce((sum, { set, kind }) => sum + (kind >= KINDS.prefix ? set.count : 0), 0),
    ),
  );
  return fewest < leastOf(sources.columns) ? null : findCandidates(pass, terms, false);
}

export function isMany({ count }: Candidates, columns: Columns): boolean {
  return count >= leastOf(columns);
}

/**
 * Ranks only documents that can be among the best `limit`. Candidates that hold every word as typed are ahead of all others. Those
 * whose highest possible score is below the best so far are skipped: MaxScore (Turtle and Flood, "Query evaluation: strategies and
 * optimizations", 1995), with a bound for each set of words that are in names or topics.
 */
export function matchBest(
  pass: Pass,
  candidates: Candidates,
  filter: SlotFilter | null,
  limit: number,
): Matches {
  const { plan, scratch, screen, sources } = pass;
  const { matches, scores, kinds, held } = scratch;
  const words = wordsFor(sources.columns.size);
  const keep = (slots: Int32Array, length: number) => (filter === null ? length : filter(slots, length));
  const rest = scratch.candidates;
  let { count } = candidates;
  if (filter !== null) {
    count = filter(matches, listSet(rest, words, matches));
    setMembers(rest, words, matches.subarray(0, count));
  }
  const all = scratch.spare(SPARE.all).subarray(0, words);
  all.set(rest.subarray(0, words));

  // What is named as a whole is always ranked: its name changes its kind and score.
  const found = findNamed(plan, false, sources);
  const slots = Int32Array.from(new Set(found.map(({ slot }) => slot))).sort();
  const named = slots.subarray(0, keep(slots, slots.length)).filter((slot) => screen?.passes(slot) !== false);
  const namedMatches = named.filter((slot) => hasBit(rest, slot));
  for (const slot of namedMatches) rest[slot >>> 5] = (rest[slot >>> 5] ?? 0) & ~(1 << (slot & 31));
  scoreAll(pass, candidates, namedMatches);
  const typed = rankTyped(pass, candidates, rest, limit);
  rest.fill(0, 0, words);

  for (const slot of namedMatches) held[slot] = 1;
  const isNamed = new Set(named);
  const fresh = addNamed(
    found.filter(({ slot }) => isNamed.has(slot)),
    scratch,
    { count: 0, marker: 1 },
  );
  addAll(all, matches.subarray(0, fresh));
  for (const slot of named) held[slot] = 0;
  const ranked = new Int32Array(typed.length + named.length);
  ranked.set(typed);
  ranked.set(named, typed.length);
  finishScores(scratch, ranked, sources.columns.audience);
  return { all: { count: count + fresh, slots: null, bits: all }, ranked, scores, kinds };
}
