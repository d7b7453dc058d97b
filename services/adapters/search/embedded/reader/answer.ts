import type { DatabaseSync } from 'node:sqlite';
import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import type { QueryPlan, QueryTerm } from '#adapters/search/analysis/plan-query.ts';
import { isEmptyPlan, planQuery, toGroupTerms } from '#adapters/search/analysis/plan-query.ts';
import { decodeCursor, encodeCursor } from '#adapters/search/cursor.ts';
import { meaningFilters } from '#adapters/search/meaning/meaning-filters.ts';
import { SORT_NUMBERS } from '#adapters/search/stored/numbers.ts';
import { MAX_PAGING_DEPTH } from '#contract/limits.ts';
import type { Matched, SearchQuery } from '#contract/query/search-query.ts';
import { splitTree, wantedText } from '#contract/query/split-tree.ts';
import type { Profile } from '#domain/profile.ts';
import type { WirePage } from '../protocol.ts';
import { listed, NO_SLOTS } from './columns/slot-set.ts';
import { compileFilter, compileTest } from './filter/compile-filter.ts';
import type { SlotFilter } from './filter/slot-filter.ts';
import type { Kind } from './match/kinds.ts';
import { KINDS } from './match/kinds.ts';
import { matchText } from './match/match.ts';
import type { Matches } from './match/matches.ts';
import { scoreGroups, startScores } from './match/score-groups.ts';
import type { Meaning } from './merge-meaning.ts';
import { mergeMeaning } from './merge-meaning.ts';
import { selectPage } from './select-page.ts';
import type { Snapshot } from './snapshot.ts';
import { findSuggestions } from './suggest.ts';

/** One page of results. Throws `InvalidRequestError` for a cursor of another query. */
export function answerSearch(
  query: SearchQuery,
  snapshot: Snapshot,
  analyser: Analyser,
  meaning: Meaning | null = null,
): WirePage {
  const { columns, languages } = snapshot;
  const after = query.cursor === null ? null : decodeCursor(query, query.cursor);
  const depth = after?.depth ?? 0;
  const limit = Math.max(0, Math.min(query.limit, MAX_PAGING_DEPTH - depth));
  const { text, filters } = splitTree(query.tree);
  const sources = { ...snapshot, analyser, nowMs: query.nowMs };
  const filter = compileFilter(filters, sources);
  const groupTerms =
    query.sort === 'relevance'
      ? filters.flatMap(wantedText).flatMap((clause) => toGroupTerms(clause, analyser, languages))
      : [];
  // Only then does the order follow from the scores of the words alone.
  const isByWords =
    query.sort === 'relevance' && groupTerms.length === 0 && after === null && meaning === null;
  const best = isByWords && limit > 0 ? limit : null;
  const asked = query.like === undefined ? text : [];
  const matches =
    text.length === 0 && query.like === undefined
      ? null
      : match(planQuery(asked, analyser, languages), snapshot, filter, best);
  const keys = orderKeys(query, snapshot, matches, groupTerms);
  const merged =
    meaning === null || matches === null || query.sort !== 'relevance'
      ? null
      : mergeMeaning({
          ...meaning,
          tree: query.tree,
          matches,
          keys,
          passes: compileTest(meaningFilters(query), sources),
          columns,
        });
  const slots = merged?.slots ?? (matches === null ? filterAll(filter, snapshot) : null);
  const { page, total, more, worst, facets } = selectPage({
    all: slots === null ? (matches?.all ?? null) : listed(slots),
    ranked: slots ?? matches?.ranked ?? null,
    kinds: matches?.kinds ?? null,
    keys,
    facets: query.facets,
    columns,
    after,
    limit,
  });
  const last = page.at(-1);
  const reached = depth + page.length;
  const next =
    !more || last === undefined || reached >= MAX_PAGING_DEPTH
      ? null
      : encodeCursor(query, { key: keys[last] ?? 0, id: columns.ids.text(last), depth: reached });
  const profiles = readProfiles(page, snapshot);
  const byMeaning =
    merged === null
      ? null
      : page.filter((slot) => merged.alone.has(slot)).map((slot) => columns.ids.text(slot));
  return { profiles, total, matched: matchedBy(worst), facets, next, byMeaning };
}

/** Completions: words and handles in turn, words first. */
export function answerSuggest(
  prefix: string,
  limit: number,
  snapshot: Snapshot,
  { tokenizer }: Analyser,
): string[] {
  const { words, slots } = findSuggestions(prefix, limit, tokenizer, snapshot);
  const handles = readProfiles(slots, snapshot).map((json) =>
    shownName(JSON.parse(json) as Pick<Profile, 'username' | 'display_name'>),
  );
  const mixed = new Set<string>();
  for (let i = 0; i < Math.max(words.length, handles.length); i++) {
    for (const suggestion of [words[i], handles[i]]) if (suggestion !== undefined) mixed.add(suggestion);
  }
  return [...mixed].slice(0, limit);
}

export function readProfile(id: string, db: DatabaseSync): string | undefined {
  const row = db.prepare('SELECT json FROM attributes JOIN profiles USING (ordinal) WHERE id = ?').get(id);
  return row?.json as string | undefined;
}

/** Every living document that passes; `null` when there is nothing to test. Valid until the next query. */
export function filterAll(filter: SlotFilter | null, { columns, scratch }: Snapshot): Int32Array | null {
  if (filter === null) return null;
  const { matches } = scratch.take(columns.size);
  let count = 0;
  for (let slot = 0; slot < columns.size; slot++) if (columns.alive[slot] === 1) matches[count++] = slot;
  return matches.subarray(0, filter(matches, count));
}

/**
 * Documents that match and pass; with `best`, only so many have to be ranked. An empty plan finds no profile; its scores and kinds
 * have room for those found by meaning.
 */
export function match(
  plan: QueryPlan,
  snapshot: Snapshot,
  filter: SlotFilter | null,
  best: number | null,
): Matches {
  if (!isEmptyPlan(plan)) return matchText(plan, snapshot, filter, best);
  const { matches, scores, kinds } = snapshot.scratch.take(snapshot.columns.size);
  const ranked = matches.subarray(0, 0);
  return { all: NO_SLOTS, ranked, scores, kinds };
}

function matchedBy(worst: Kind): Matched {
  if (worst === KINDS.some) return 'some';
  return worst === KINDS.close ? 'fuzzy' : 'exact';
}

/** Without words there is no relevance: then the largest audience comes first. */
function orderKeys(
  { sort }: SearchQuery,
  snapshot: Snapshot,
  matches: Matches | null,
  groupTerms: readonly QueryTerm[],
): Float64Array {
  const number = SORT_NUMBERS[sort];
  if (number !== null) return snapshot.lazyColumns.number(number);
  if (groupTerms.length === 0) return matches?.scores ?? snapshot.columns.followers;
  const scratch = snapshot.scratch.take(snapshot.columns.size);
  if (matches === null) startScores(snapshot, scratch);
  scoreGroups(groupTerms, snapshot, scratch);
  return scratch.scores;
}

export function readProfiles(slots: readonly number[], { columns, texts }: Snapshot): string[] {
  return texts.profiles(slots.map((slot) => columns.ordinals[slot] ?? 0)).map((json) => {
    // The attributes and the profile are written together: one without the other is damage.
    if (json === undefined) throw Object.assign(new Error('A profile is missing'), { errcode: 11 });
    return json;
  });
}

/** A person without a handle is completed by name. */
function shownName({ username, display_name }: Pick<Profile, 'username' | 'display_name'>): string {
  return username ?? display_name ?? '';
}
