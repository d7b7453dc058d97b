import { createHash } from 'node:crypto';
import type { SearchResponse } from '#contract/query/search.ts';
import type { Profile } from '#domain/profile.ts';

const PLATFORMS = ['bluesky', 'github', 'instagram', 'mastodon', 'tiktok', 'x', 'youtube'];

/** A digest of every demo document by its id, in the order of the ids. The percentile depends on all others: it is left out. */
export async function readDocuments(api: string): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  for await (const { percentile: _, ...profile } of readProfiles(api)) {
    if (documents.has(profile.id)) throw new Error(`${profile.id} was answered twice`);
    documents.set(profile.id, createHash('sha256').update(JSON.stringify(profile)).digest('hex'));
  }
  return new Map([...documents].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function* readProfiles(api: string): AsyncGenerator<Profile> {
  for (const platform of PLATFORMS) {
    let cursor: string | null = null;
    do {
      const page: SearchResponse = await readPage(api, { platform, ...(cursor ? { cursor } : {}) });
      yield* page.data as Profile[];
      cursor = page.next;
    } while (cursor !== null);
  }
}

/** How many demo documents there are. */
export async function countDocuments(api: string): Promise<number> {
  return (await readPage(api, { limit: '1' })).total;
}

async function readPage(api: string, filters: Record<string, string>): Promise<SearchResponse> {
  const query = new URLSearchParams({ source: 'demo', limit: '100', facets: 'false', ...filters });
  const answer = await fetch(`${api}/search?${query}`, { signal: AbortSignal.timeout(30_000) });
  if (answer.status !== 200) throw new Error(`GET /search?${query}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as SearchResponse;
}
