import type { QueryTerms } from '#adapters/search/analysis/parse-text.ts';
import { FUZZY_BELOW } from '#contract/search-query.ts';
import { fieldWeights, gatherTerm } from './gather-term.ts';
import type { Scratch, ScratchKeeper } from './scratch.ts';
import type { Kind, TermListSources } from './term-lists.ts';
import { CLOSE, EXACT, listsOfTerm, PREFIX } from './term-lists.ts';

/** Valid until the next query. */
export interface Matches {
  /** Slots of the documents that match, each once, all alive. */
  slots: Int32Array;
  /** By slot. Higher is better; only the entries of `slots` mean something. */
  scores: Float64Array;
  /** By slot: the worst kind in which a term was found. */
  kinds: Uint8Array;
}

export interface MatchSources extends TermListSources {
  scratch: ScratchKeeper;
}

const K1 = 1.2;
/** Between kinds: more than any sum of term scores. */
const KIND_STEP = 10_000;
/** What a handle or name that is the whole query is worth beside the terms' own scores. */
const WHOLE_NAME = 5;
/** Share of the score per power of ten of followers: orders what the text leaves level, hardly more. */
const POPULARITY = 0.005;

/** Documents that hold every term; with close spellings when too few hold them as typed. */
export function matchText(query: QueryTerms, sources: MatchSources): Matches {
  const asTyped = matchTerms(query, false, sources);
  const canBeClose = query.terms.some((term) => term.maxEdits > 0);
  if (asTyped.slots.length >= FUZZY_BELOW || !canBeClose) return asTyped;
  return matchTerms(query, true, sources);
}

function matchTerms(query: QueryTerms, withClose: boolean, sources: MatchSources): Matches {
  const { columns } = sources;
  const scratch = sources.scratch.take(columns.size);
  const { held, scores, kinds } = scratch;
  const weights = fieldWeights(columns);
  /** Documents that have held every term so far. */
  let count = 0;

  for (const [at, term] of query.terms.entries()) {
    const touched = gatherTerm(listsOfTerm(term, withClose, sources), columns.alive, weights, scratch);
    const rarity = Math.log(1 + (columns.live - touched.length + 0.5) / (touched.length + 0.5));
    for (let i = 0; i < touched.length; i++) {
      const slot = touched[i] ?? 0;
      if (held[slot] === at) {
        const weight = scratch.weight[slot] ?? 0;
        const kind = scratch.kind[slot] ?? EXACT;
        const score = (rarity * weight * (K1 + 1)) / (weight + K1);
        held[slot] = at + 1;
        scores[slot] = at === 0 ? score : (scores[slot] ?? 0) + score;
        kinds[slot] = at === 0 ? kind : Math.min(kinds[slot] ?? EXACT, kind);
      }
      scratch.weight[slot] = 0;
      scratch.kind[slot] = 0;
    }
    count = keepHolders(scratch, touched, at === 0 ? null : count, at + 1);
    if (count === 0) break;
  }
  count = addWholeNames(query, sources, scratch, count);
  finishScores(scratch, count, columns.followers);
  return { slots: scratch.matches.subarray(0, count), scores, kinds };
}

/** Brings `matches` down to the documents that hold `terms` terms; after the first term they are those it touched. */
function keepHolders(scratch: Scratch, touched: Int32Array, before: number | null, terms: number): number {
  const { matches, held } = scratch;
  if (before === null) {
    matches.set(touched);
    return touched.length;
  }
  let kept = 0;
  for (let i = 0; i < before; i++) {
    const slot = matches[i] ?? 0;
    if (held[slot] === terms) matches[kept++] = slot;
    else held[slot] = 0;
  }
  return kept;
}

/** A handle or display name that is the query, written together, counts as holding every term. */
function addWholeNames(
  { joined, terms }: QueryTerms,
  { columns, postings }: MatchSources,
  scratch: Scratch,
  count: number,
): number {
  if (joined === null) return count;
  const { held, scores, kinds, matches } = scratch;
  let total = count;
  const add = (slots: Int32Array, kind: Kind) => {
    for (const slot of slots) {
      if (columns.alive[slot] === 0) continue;
      if (held[slot] !== terms.length) {
        held[slot] = terms.length;
        scores[slot] = 0;
        kinds[slot] = kind;
        matches[total++] = slot;
      }
      scores[slot] = (scores[slot] ?? 0) + WHOLE_NAME;
      kinds[slot] = Math.max(kinds[slot] ?? CLOSE, kind);
    }
  };
  add(postings.find(`h${joined.text}`, false), EXACT);
  if (joined.prefix) add(postings.find(`h${joined.text}`, true), PREFIX);
  return total;
}

/** Sets kinds apart, lets the audience decide what is level, and cleans what must be clean. */
function finishScores(
  { matches, held, scores, kinds }: Scratch,
  count: number,
  followers: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const slot = matches[i] ?? 0;
    held[slot] = 0;
    const audience = Math.log10(1 + Math.max(0, followers[slot] ?? 0));
    scores[slot] = (kinds[slot] ?? 0) * KIND_STEP + (scores[slot] ?? 0) * (1 + POPULARITY * audience);
  }
}

export function hasCloseSpelling(matches: Matches, slot: number): boolean {
  return matches.kinds[slot] === CLOSE;
}
