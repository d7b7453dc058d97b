import { readFile } from 'node:fs/promises';
import { extractHashtags } from '#domain/hashtags.ts';
import { profileId } from '#domain/identity.ts';
import type { Platform } from '#domain/platform.ts';
import type { ProfileFacts } from '#domain/profile.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import { demoProfiles } from '#scraper/sources/demo/profiles.ts';
import { startScraperServer } from '#tests/support/platform/scraper-server.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { sharedData } from '#tests/support/shared-data.ts';
import { makeDocument } from './fixtures.ts';

/** Files of real profiles and how they are imported. */
export const REAL_FILES: [path: string, query: Record<string, string | string[]>][] = [
  ...['berlin', 'london', 'mumbai', 'paris', 'seattle', 'tokyo'].map(
    (city): [string, Record<string, string | string[]>] => [
      `github/${city}.csv`,
      { platform: 'github', map: ['username=login', 'display_name=name'] },
    ],
  ),
  ['instagram/profiles-with-posts.ndjson', {}],
  ['youtube/programming-channels.ndjson', {}],
  ['tiktok/nigeria-top.csv', { platform: 'tiktok' }],
  [
    'youtube/ai-channels-with-descriptions.csv',
    {
      platform: 'youtube',
      map: ['username=title', 'display_name=title', 'bio=description', 'followers=subscriber_count'],
    },
  ],
];

/** The profiles of the files, read by the import itself; rates are made up, since files say little of posts. */
export async function readRealDocuments(): Promise<SearchDocument[]> {
  const server = await startScraperServer();
  try {
    for (const [path, query] of REAL_FILES)
      await server.import(await readFile(sharedData(path).path), { name: path, ...query });
    const events = server.queue.events().filter(({ profile }) => profile !== null);
    return toDocuments(events.map(({ profile, ...names }) => ({ ...names, facts: profile as ProfileFacts })));
  } finally {
    await server.close();
  }
}

export function makeDemoDocuments(count: number, seed: number): SearchDocument[] {
  return toDocuments(
    [...demoProfiles({ count, seed })].map(({ profile, ...names }) => ({
      ...names,
      facts: profile as ProfileFacts,
    })),
  );
}

interface ReadProfile {
  platform: Platform;
  native_id: string | null;
  username: string | null;
  source: string;
  facts: ProfileFacts;
}

/** With the ids that the product gives, so that a profile without a handle has an id of its own. */
export function toDocuments(profiles: readonly ReadProfile[]): SearchDocument[] {
  const random = seededRandom(1);
  return profiles.map(({ platform, source, facts, ...names }) => {
    const { likes_hidden: _, ...said } = facts;
    return makeDocument({
      id: profileId({ platform, ...names }),
      platform,
      source,
      ...said,
      topics: extractHashtags(facts.bio ?? '').slice(0, 10),
      engagement_rate: random() < 0.2 ? null : Math.floor(random() * 1_000) / 10_000,
      last_post_at:
        random() < 0.2 ? null : new Date(1.7e12 + Math.floor(random() * 400) * 864e5).toISOString(),
    });
  });
}
