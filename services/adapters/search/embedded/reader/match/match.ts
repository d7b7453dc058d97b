import type { QueryPlan, QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import { canBeSome } from '#adapters/search/analysis/plan-query.ts';
import { FUZZY_BELOW } from '#contract/query/search-query.ts';
import { listed } from '../columns/slot-set.ts';
import type { SlotFilter } from '../filter/slot-filter.ts';
import type { ScratchKeeper } from '../scratch.ts';
import { finishScores } from './finish-scores.ts';
import type { FieldWeightKeeper } from './gather-term.ts';
import { matchAll, matchEverything } from './match-all.ts';
import { findMany, isMany, matchBest } from './match-best.ts';
import { matchMost } from './match-most.ts';
import type { Matches } from './matches.ts';
import type { Pass } from './pass.ts';
import type { ScreenSources } from './screen.ts';
import { createScreen } from './screen.ts';
import type { TermList } from './term-lists.ts';
import { closeLists, typedLists } from './term-lists.ts';

export interface MatchSources extends ScreenSources {
  scratch: ScratchKeeper;
  weights: FieldWeightKeeper;
}

/**
 * Documents that hold every word; with close spellings when too few hold them as typed; with those that hold most of
 * the words when none holds all as typed and few do closely. Of these, those that pass the filter: how close spellings count does not
 * depend on it. With `limit` only so many of the best are needed.
 */
export function matchText(
  plan: QueryPlan,
  sources: MatchSources,
  filter: SlotFilter | null,
  limit: number | null,
): Matches {
  const { columns } = sources;
  const phraseTerms = plan.phrases.flatMap(({ words }) => words.map(toPhraseTerm));
  const pass: Pass = {
    plan,
    phraseTerms,
    terms: [...plan.terms, ...phraseTerms],
    lists: rememberLists(sources),
    weights: sources.weights.of(columns),
    screen: createScreen(plan, sources),
    scratch: sources.scratch.take(columns.size),
    sources,
  };
  const { scores, kinds, matches } = pass.scratch;
  const onlyLeavesOut = plan.terms.length + plan.phrases.length === 0;
  const candidates = limit === null || onlyLeavesOut ? null : findMany(pass);
  if (limit !== null && candidates !== null && isMany(candidates, columns))
    return matchBest(pass, candidates, filter, limit);
  let count = onlyLeavesOut ? matchEverything(pass) : matchAll(pass, false, candidates);
  const typed = count;
  const canBeClose = [...plan.terms, ...plan.names].some(({ maxEdits }) => maxEdits > 0);
  if (!onlyLeavesOut && typed < FUZZY_BELOW && canBeClose) count = matchAll(pass, true, null);
  if (typed === 0 && count < FUZZY_BELOW && canBeSome(plan)) count = matchMost(pass);
  if (filter !== null) count = filter(matches, count);
  const ranked = matches.subarray(0, count);
  finishScores(pass.scratch, ranked, columns.audience);
  return { all: listed(ranked), ranked, scores, kinds };
}

function toPhraseTerm(text: string): QueryTerm {
  return { text, prefix: false, forms: null, maxEdits: 0, handlesOnly: false, platform: null };
}

/** A query is matched up to three times, and looking lists up is what costs. */
function rememberLists(sources: MatchSources): Pass['lists'] {
  const typed = new Map<QueryTerm, TermList[]>();
  const close = new Map<QueryTerm, TermList[]>();
  const remember = (known: Map<QueryTerm, TermList[]>, term: QueryTerm, make: () => TermList[]) => {
    let lists = known.get(term);
    if (lists === undefined) {
      lists = make();
      known.set(term, lists);
    }
    return lists;
  };
  return (term, withClose) => {
    const own = remember(typed, term, () => typedLists(term, sources));
    return withClose ? remember(close, term, () => [...own, ...closeLists(term, sources)]) : own;
  };
}
