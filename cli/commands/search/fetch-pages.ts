import type { InstanceClient } from '#cli/http/instance-client.ts';
import { MAX_LIMIT } from '#contract/limits.ts';
import type { SearchResponse } from '#contract/query/search.ts';

interface Page {
  limit: number;
  /** Results before the first one. */
  skip: number;
  cursor: string | undefined;
  signal: AbortSignal;
}

/** One answer made of as many pages as `limit` needs. */
export async function fetchPages(
  client: InstanceClient,
  query: URLSearchParams,
  { limit, skip, cursor, signal }: Page,
): Promise<SearchResponse> {
  const fetch = (count: number, from: string | null | undefined): Promise<SearchResponse> => {
    query.set('limit', String(Math.min(MAX_LIMIT, count)));
    if (from) query.set('cursor', from);
    return client.json('public', `/search?${query}`, 'Search', { signal });
  };
  let next: string | null | undefined = cursor;
  let skipped: SearchResponse | undefined;
  for (let left = skip; left > 0; ) {
    skipped = await fetch(left, next);
    left -= skipped.count;
    next = skipped.next;
    if (next === null) return { ...skipped, data: [], count: 0 };
  }
  let whole: SearchResponse | undefined;
  do {
    const page = await fetch(limit - (whole?.count ?? 0), next);
    whole = whole ? join(whole, page) : page;
    next = page.next;
  } while (next && whole.count < limit);
  return whole;
}

function join(first: SearchResponse, page: SearchResponse): SearchResponse {
  const data = [...first.data, ...page.data];
  const meaning = first.meaning && {
    ...first.meaning,
    alone: [...first.meaning.alone, ...(page.meaning?.alone ?? [])],
  };
  const took_ms = first.took_ms + page.took_ms;
  return { ...first, data, count: data.length, took_ms, meaning, next: page.next };
}
