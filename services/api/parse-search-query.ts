import type { Hint } from '#contract/hint/hint.ts';
import { DEFAULT_LIMIT } from '#contract/limits.ts';
import { parseRange } from '#contract/query/parse-range.ts';
import type { SearchQuerystring } from '#contract/query/search.ts';
import type { Range, SearchQuery } from '#contract/query/search-query.ts';
import { hasWord } from '#contract/query/search-query.ts';
import type { Platform } from '#domain/platform.ts';
import { isPlatform, PLATFORMS } from '#domain/platform.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';

/** Parses the query string. Throws a 400 problem that names the parameter. */
export function parseSearchQuery(querystring: SearchQuerystring): SearchQuery {
  const text = querystring.q?.trim() ?? '';
  const platforms = [...new Set(list(querystring.platform).map((name) => toPlatform(name)))];
  const categories = list(querystring.category);
  const sources = list(querystring.source);
  const followers = range('followers', querystring.followers, 1);
  const engagement = range('engagement', querystring.engagement, 100);
  const reportedEngagement = range('reported_engagement', querystring.reported_engagement, 100);
  const lists = platforms.length + categories.length + sources.length;
  const filtered = lists > 0 || followers || engagement || reportedEngagement;
  if (text === '' && (querystring.q !== undefined || !filtered)) {
    throw invalid('empty_query', 'The query has no words', {
      text: 'use /search?q=tech, or a filter without q',
    });
  }
  if (text !== '' && !hasWord(text)) {
    throw invalid('empty_query', 'The query has no letter or digit', { text: 'use /search?q=tech' });
  }
  const sort = querystring.sort ?? (text === '' ? 'followers' : 'relevance');
  if (sort === 'relevance' && text === '') {
    throw invalid('invalid_sort', 'sort=relevance needs words in q', { text: 'use sort=followers' });
  }
  return {
    text,
    platforms,
    categories,
    sources,
    followers,
    engagement,
    reportedEngagement,
    sort,
    limit: querystring.limit ?? DEFAULT_LIMIT,
    cursor: querystring.cursor ?? null,
    facets: querystring.facets ?? true,
  };
}

function list(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(',').map((part) => part.trim()))].filter((part) => part !== '');
}

function toPlatform(name: string): Platform {
  const lower = name.toLowerCase();
  if (isPlatform(lower)) return lower;
  throw invalid('invalid_platform', `unknown platform "${name}"; known: ${PLATFORMS.join(', ')}`, {
    command: ['search', '--platform', 'instagram'],
  });
}

function range(name: string, text: string | undefined, divisor: number): Range | null {
  if (text === undefined) return null;
  const parsed = parseRange(text);
  if ('fault' in parsed)
    throw invalid('invalid_range', `${name}: ${parsed.fault}`, { text: `use ${name}=10..100` });
  const { min, max } = parsed.range;
  return {
    ...(min !== undefined && { min: min / divisor }),
    ...(max !== undefined && { max: max / divisor }),
  };
}

function invalid(code: string, detail: string, hint: Hint): ProblemError {
  return new ProblemError({ title: 'Invalid request', status: 400, code, detail, hint });
}
