import { MIN_COSINE, mergeByMeaning, RANKED } from '#adapters/search/meaning/merge-rankings.ts';
import { wordsDecide } from '#adapters/search/meaning/words-decide.ts';
import type { QueryTree } from '#contract/query/tree.ts';
import type { VectorBlock } from '../vectors/vector-block.ts';
import { slotsOf } from './columns/slot-set.ts';
import type { Columns } from './columns.ts';
import type { SlotTest } from './filter/slot-filter.ts';
import { KINDS } from './match/kinds.ts';
import type { Matches } from './match/matches.ts';
import { selectPage } from './select-page.ts';

/** The vectors of a query and of the documents. */
export interface Meaning {
  vector: Int8Array;
  block: VectorBlock;
}

interface MergeInput extends Meaning {
  tree: QueryTree;
  matches: Matches;
  /** By slot, of the matches. Those of merged results are replaced. */
  keys: Float64Array;
  /** What documents that are found by meaning must pass. */
  passes: SlotTest | null;
  columns: Columns;
}

export interface MergedMatches {
  /** The matches, then the documents that only their meaning finds. */
  slots: Int32Array;
  alone: ReadonlySet<number>;
}

/** Above every key of a search by words. A whole name stays above what is merged. */
const MERGED = 1e6;
const WHOLE_NAME = 2e6;

/** Merges the matches of the words with the closest documents in meaning. */
export function mergeMeaning(input: MergeInput): MergedMatches {
  const { tree, vector, block, matches, keys, passes, columns } = input;
  const near = block.nearest(vector, {
    limit: RANKED,
    minCosine: MIN_COSINE,
    passes: (slot) => columns.alive[slot] === 1 && (passes === null || passes(slot)),
  });
  const found = slotsOf(matches.all);
  const { page: byWords } = selectPage({
    all: matches.all,
    ranked: found,
    kinds: null,
    keys,
    facets: false,
    columns,
    after: null,
    limit: RANKED,
  });
  const alone = new Set(near.map(({ slot }) => slot));
  for (const slot of found) alone.delete(slot);
  const decided = wordsDecide(tree, { areExact: areExact(found, matches), total: found.length });
  const scores = mergeByMeaning(
    [...byWords],
    near.map(({ slot }) => slot),
    decided,
  );
  for (const [slot, score] of scores) {
    const isWhole = !alone.has(slot) && (matches.kinds[slot] ?? 0) >= KINDS.wholeName;
    keys[slot] = isWhole ? WHOLE_NAME + (keys[slot] ?? 0) : MERGED + score;
  }
  // Results by meaning do not change the kind of the worst match by words.
  for (const slot of alone) matches.kinds[slot] = KINDS.wholeHandle;
  const slots = new Int32Array(found.length + alone.size);
  slots.set(found);
  slots.set([...alone], found.length);
  return { slots, alone };
}

function areExact(slots: Int32Array, { kinds }: Matches): boolean {
  return slots.every((slot) => (kinds[slot] ?? 0) > KINDS.close);
}
