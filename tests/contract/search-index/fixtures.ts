import { AUTHENTICITY_RULES } from '#domain/enrichment.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { Profile } from '#domain/profile.ts';
import { tierOf } from '#domain/tier.ts';
import type { SearchDocument } from '#ports/search-index.ts';
import type { QueryWords } from '#tests/support/query/generate-query.ts';
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

/** What generated queries ask for: values of the generated documents, and others. */
export const QUERY_WORDS: QueryWords = {
  words: WORDS,
  phrases: ['tech music', 'street food', 'food travel', 'cafe food', 'yoga'],
  categories: [...CATEGORIES, 'cafe & food'],
  sources: ['import', 'demo', 'bluesky'],
  topics: ['fitness', 'yoga', 'street food', 'c++', 'cafe', 'none'],
  countries: ['DE', 'br', 'Berlin', 'Portland', 'sao paulo'],
  languages: ['de', 'pt', 'pt-BR', 'en', 'fr'],
};

/** Profiles of every kind, with many equal values, the same for the same seed. */
export function generateDocuments(count: number, seed: number): SearchDocument[] {
  const random = seededRandom(seed);
  const facts = createFacts(seed);
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
      ...facts(),
    });
  });
}

/** Values of every other field by which a query can filter. */
function createFacts(seed: number): () => Partial<Profile> {
  const random = seededRandom(seed + 1);
  const whole = (below: number) => Math.floor(random() * below);
  const pick = <T>(values: readonly T[]): T => values[whole(values.length)] as T;
  const sometimes = <T>(value: T): T | null => (random() < 0.2 ? null : value);
  return () => {
    const rule = pick(AUTHENTICITY_RULES);
    const denominator = pick(['followers', 'views'] as const);
    return {
      display_name: sometimes(`n${whole(1e6)}q`),
      url: sometimes('https://example.com/a'),
      following: sometimes(whole(2_000)),
      posts_count: sometimes(whole(500)),
      verified: sometimes(random() < 0.3),
      language: sometimes(pick(['de', 'en', 'pt-BR', 'pt', 'ja'])),
      country: sometimes(pick(['DE', 'BR', 'Berlin, Germany', 'Portland, OR', 'São Paulo'])),
      topics: Array.from({ length: whole(3) }, () => pick(['fitness', 'yoga', 'street food', 'c++', 'Café'])),
      posts_per_week: sometimes(whole(70) / 7),
      avatar_reason: sometimes('none'),
      engagement: {
        formula: denominator === 'views' ? 'interactions_per_view' : 'interactions_per_follower',
        ...{ denominator, sample_size: 0, window_days: null, median: null, mean: null },
        low: sometimes(whole(40) / 400),
        high: sometimes(whole(40) / 200),
        ...{ confidence: null, reason: 'no_posts' },
      },
      ...(random() < 0.7 && {
        growth: {
          rate: sometimes((whole(60) - 20) / 200),
          ...{ from_followers: null, to_followers: null, from: null, to: null },
          ...{ window_days: null, reason: null },
        },
        sponsored: {
          share: sometimes(whole(20) / 20),
          ...{ likely_share: null, sample_size: 0, declared: 0, marked: 0, likely: 0, reason: null },
        },
        authenticity: {
          fired: random() < 0.5 ? [] : [{ rule, value: 1, limit: 0 }],
          checked: [rule],
        },
      }),
    };
  };
}

/** What a list states of a profile: the rate alone. */
function reportedRate(rate: number | null): NonNullable<Profile['reported']> {
  const averages = { likes: null, comments: null, shares: null, views: null, interactions: null };
  return { formula: 'reported_by_source', engagement_rate: rate, ...averages };
}
