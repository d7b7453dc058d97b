import { DEFAULT_LIMIT, MAX_QUERY_LENGTH } from '#contract/limits.ts';
import { parseAmount } from '#contract/query/parse-range.ts';
import type { Range, SearchQuery } from '#contract/query/search-query.ts';
import { hasWord } from '#contract/query/search-query.ts';
import { isPlatform } from '#domain/platform.ts';
import type { PageState } from './page-state.ts';
import { TEXTS } from './texts.ts';

/** The query of a page, and what was not understood, as sentences. */
export interface AskedQuery {
  query: SearchQuery;
  notes: string[];
}

/** What a page asks the index. Total: what cannot be understood becomes a note. `cursor` is verified already. */
export function toSearchQuery(state: PageState, cursor: string | null): AskedQuery {
  const notes: string[] = [];
  const typed = state.q.slice(0, MAX_QUERY_LENGTH);
  if (state.q.length > MAX_QUERY_LENGTH) notes.push(TEXTS.filters.cut(MAX_QUERY_LENGTH));
  if (typed !== '' && !hasWord(typed)) notes.push(TEXTS.filters.noWord(typed));
  const text = hasWord(typed) ? typed : '';
  const amount = (given: string) => {
    if (given === '') return undefined;
    const value = parseAmount(given);
    if (value === undefined) notes.push(TEXTS.filters.notNumber(given));
    return value;
  };
  const followers = toRange(amount(state.followersFrom), amount(state.followersTo));
  const percent = amount(state.engagementFrom.replace(/\s*%$/, ''));
  if (followers?.min !== undefined && followers.max !== undefined && followers.min > followers.max)
    notes.push(TEXTS.filters.swapped);
  const sort = state.sort ?? (text === '' ? 'followers' : 'relevance');
  return {
    notes,
    query: {
      text,
      platforms: state.platform.map((name) => name.toLowerCase()).filter((name) => isPlatform(name)),
      categories: state.category,
      sources: state.source,
      followers,
      engagement: percent === undefined ? null : { min: percent / 100 },
      reportedEngagement: null,
      sort: sort === 'relevance' && text === '' ? 'followers' : sort,
      limit: DEFAULT_LIMIT,
      cursor,
      facets: true,
    },
  };
}

function toRange(min: number | undefined, max: number | undefined): Range | null {
  if (min === undefined && max === undefined) return null;
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}
