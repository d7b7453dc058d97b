import type { Context } from '#cli/context.ts';
import { listInstances } from '#cli/instance/paths.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import { SOURCE_OPTIONS } from '#contract/source-plan.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { VALUES } from './kinds.ts';

/** A person waits for it. */
const TIMEOUT_MS = 2_000;

/** Values that are looked up: names of instances and live sources, and categories and sources of the stored profiles. */
export async function completionValues(
  what: (typeof VALUES)[number],
  context: Pick<Context, 'settings' | 'client' | 'deadline'>,
): Promise<string[]> {
  if (what === 'live-sources') return Object.keys(SOURCE_OPTIONS);
  if (what === 'names') return listInstances(context.settings.values.home);
  const query = new URLSearchParams({ platform: PLATFORMS.join(','), limit: '1' });
  const client = await context.client();
  const { facets } = await client.json<SearchResponse>('public', `/search?${query}`, 'Search', {
    signal: context.deadline(TIMEOUT_MS),
  });
  const facet = what === 'categories' ? facets?.category : facets?.source;
  return (facet ?? []).map(({ value }) => value);
}
