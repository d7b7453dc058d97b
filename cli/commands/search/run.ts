import type { Run } from '#cli/command.ts';
import type { Hint } from '#cli/hint.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { renderResults } from '#cli/output/render/render-results.ts';
import type { ResultColumnName } from '#cli/output/render/result-column-names.ts';
import { MAX_LIMIT } from '#contract/limits.ts';
import type { SearchResponse } from '#contract/query/search.ts';

export interface SearchOptions {
  limit?: number;
  platform?: string;
  category?: string;
  source?: string;
  followers?: string;
  engagement?: string;
  reportedEngagement?: string;
  sort?: string;
  cursor?: string;
  columns?: ResultColumnName[];
  wide?: boolean;
  facets?: boolean;
}

const SEARCH_TIMEOUT_MS = 30_000;
const DEFAULT_LIMIT = 20;

export const run: Run<SearchOptions> = async ({ args, options }, context) => {
  const { output } = context;
  const { limit = DEFAULT_LIMIT, cursor, columns, wide = false, facets = false, ...filters } = options;
  const query = toQuery(args.join(' ').trim(), filters);
  const response = await fetchPages(await context.client(), query, {
    limit,
    cursor,
    signal: context.deadline(SEARCH_TIMEOUT_MS),
  });
  switch (output.format) {
    case 'json':
      output.write(JSON.stringify(response, null, 2));
      return 0;
    case 'ndjson':
      for (const profile of response.data) output.write(JSON.stringify(profile));
      return 0;
    case 'csv': {
      const { profilesToCsv } = await import('#cli/output/text/csv.ts');
      for (const line of profilesToCsv(response.data)) output.write(line);
      return 0;
    }
    default: {
      const { lines, remarks } = renderResults(response, output, {
        ...(columns && { columns }),
        wide,
        facets,
        sort: filters.sort,
        nextPage: response.next === null ? null : nextPage(args, options, response.next),
      });
      if (lines.length > 0) output.write(lines.join('\n'));
      output.remark(...remarks);
      return 0;
    }
  }
};

/** The same command line, one page further. */
function nextPage(args: readonly string[], options: SearchOptions, cursor: string): Hint {
  const flags = Object.entries({ ...FLAGS, cursor: '--cursor' }).flatMap(([key, flag]) => {
    const value = { ...options, cursor }[key as keyof SearchOptions];
    return value === undefined ? [] : value === true ? [flag] : [flag, String(value)];
  });
  // Words that begin with a minus sign are no options.
  const end = args.some((word) => word.startsWith('-')) ? ['--'] : [];
  return { text: 'Next page', command: ['search', ...flags, ...end, ...args] };
}

const FLAGS: Readonly<Record<Exclude<keyof SearchOptions, 'cursor'>, string>> = {
  limit: '--limit',
  platform: '--platform',
  category: '--category',
  source: '--source',
  followers: '--followers',
  engagement: '--engagement',
  reportedEngagement: '--reported-engagement',
  sort: '--sort',
  columns: '--columns',
  wide: '--wide',
  facets: '--facets',
};

type Filters = Omit<SearchOptions, 'limit' | 'cursor' | 'columns' | 'wide' | 'facets'>;

function toQuery(words: string, filters: Filters): URLSearchParams {
  const { platform, category, source, followers, engagement, reportedEngagement, sort } = filters;
  const query = new URLSearchParams();
  if (words !== '') query.set('q', words);
  const parameters = {
    ...{ platform, category, source, followers, engagement, sort },
    reported_engagement: reportedEngagement,
  };
  for (const [key, value] of Object.entries(parameters)) if (value !== undefined) query.set(key, value);
  return query;
}

interface Page {
  limit: number;
  cursor: string | undefined;
  signal: AbortSignal;
}

/** One answer made of as many pages as `limit` needs. */
async function fetchPages(
  client: InstanceClient,
  query: URLSearchParams,
  { limit, cursor, signal }: Page,
): Promise<SearchResponse> {
  let next: string | null | undefined = cursor;
  let whole: SearchResponse | undefined;
  do {
    query.set('limit', String(Math.min(MAX_LIMIT, limit - (whole?.count ?? 0))));
    if (next) query.set('cursor', next);
    const page: SearchResponse = await client.json('public', `/search?${query}`, 'Search', { signal });
    whole = whole ? join(whole, page) : page;
    next = page.next;
  } while (next && whole.count < limit);
  return whole;
}

function join(first: SearchResponse, page: SearchResponse): SearchResponse {
  const data = [...first.data, ...page.data];
  return { ...first, data, count: data.length, took_ms: first.took_ms + page.took_ms, next: page.next };
}
