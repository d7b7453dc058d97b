import { PLATFORMS } from '#domain/platform.ts';
import type { Profile } from '#domain/profile.ts';
import { tierOf } from '#domain/tier.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

/** A profile that says nothing but what is given. */
export function makeProfile(facts: Partial<Profile> & { id: string }): Profile {
  const followers = facts.followers ?? null;
  return {
    username: facts.id.replace(/^.*:/, ''),
    platform: 'github',
    followers,
    category: null,
    bio: null,
    engagement_rate: null,
    avatar_url: `/avatars/${facts.id}`,
    avatar_reason: null,
    display_name: null,
    url: null,
    following: null,
    posts_count: null,
    verified: null,
    language: null,
    country: null,
    topics: [],
    tier: tierOf(followers),
    last_post_at: null,
    posts_per_week: null,
    engagement: {
      formula: 'interactions_per_follower',
      denominator: 'followers',
      sample_size: 0,
      window_days: null,
      median: null,
      mean: null,
      low: null,
      high: null,
      confidence: null,
      reason: 'no_posts',
    },
    fetched_at: '2026-01-01T00:00:00.000Z',
    source: 'import',
    ...facts,
  };
}

export function makeDocument(facts: Partial<Profile> & { id: string }, version = 1): SearchDocument {
  return { profile: makeProfile(facts), version };
}

export const WORDS = [
  'tech',
  'technique',
  'music',
  'food',
  'travel',
  'chess',
  'yoga',
  'film',
  'garden',
  'coffee',
];
const CATEGORIES = ['Technology', 'Café & Food', 'Sports', 'Music'];

/** Profiles of every kind, with many equal values, the same for the same seed. */
export function generateDocuments(count: number, seed: number): SearchDocument[] {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const sometimes = <T>(value: T): T | null => (random() < 0.15 ? null : value);
  return Array.from({ length: count }, (_, i) => {
    const platform = pick(PLATFORMS);
    return makeDocument({
      id: `${platform}:${Math.floor(random() * 1e6)}-${i}`,
      username: `u${i}q`,
      platform,
      category: sometimes(pick(CATEGORIES)),
      source: pick(['import', 'demo', 'bluesky']),
      followers: sometimes(Math.floor(10 ** Math.floor(random() * 7))),
      engagement_rate: sometimes(Math.floor(random() * 40) / 300),
      ...(random() < 0.5 && { reported: reportedRate(sometimes(Math.floor(random() * 40) / 400)) }),
      last_post_at: sometimes(new Date(1.7e12 + Math.floor(random() * 50) * 864e5).toISOString()),
      bio: Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(WORDS)).join(' '),
    });
  });
}

/** What a list states of a profile: the rate alone. */
function reportedRate(rate: number | null): NonNullable<Profile['reported']> {
  const averages = { likes: null, comments: null, shares: null, views: null, interactions: null };
  return { formula: 'reported_by_source', engagement_rate: rate, ...averages };
}
