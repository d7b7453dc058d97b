import type { Profile } from '#domain/profile.ts';

/** A made-up profile with every figure; numbers from 100 are about something else than tech. */
export function searchableProfile(number: number): Profile {
  const rate = (number + 1) / 1_000;
  return {
    id: `instagram:${number}`,
    username: `creator${number}`,
    platform: 'instagram',
    followers: 20_000 + number,
    category: number < 100 ? 'Technology' : 'Food',
    bio: number < 100 ? 'All about tech' : 'Something else',
    engagement_rate: rate,
    avatar_url: '/avatars/initials/C-1.svg',
    avatar_reason: 'none supplied',
    display_name: `Creator ${number}`,
    url: null,
    following: 10,
    posts_count: 100,
    verified: null,
    language: 'en',
    country: null,
    topics: [],
    tier: 'micro',
    last_post_at: '2026-01-01T00:00:00.000Z',
    posts_per_week: 2,
    engagement: {
      formula: 'interactions_per_follower',
      denominator: 'followers',
      sample_size: 12,
      window_days: 30,
      median: rate,
      mean: rate,
      low: rate,
      high: rate,
      confidence: 0.961,
      reason: null,
    },
    fetched_at: '2026-01-02T00:00:00.000Z',
    source: 'import',
  };
}
