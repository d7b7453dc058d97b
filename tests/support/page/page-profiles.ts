import type { ProfileRecord } from '#contract/profile-record.ts';
import { profileKey } from '#contract/profile-record.ts';
import type { Profile } from '#domain/profile.ts';
import type { Records } from '#ports/records.ts';
import { createFakeRecords } from '../fakes/fake-records.ts';
import { searchableProfile } from '../searchable-profile.ts';

const DAY_MS = 86_400_000;
const READ_AT = Date.UTC(2026, 0, 2);

const NAMES = ['Ada Okafor', 'Ben Łukasz', '田中 花', 'Chiara de la Fontaine y Castellanos', 'مريم', 'Dev'];

/** A made-up profile that shows every part of a page. */
export function pageProfile(number: number): Profile {
  const plain = searchableProfile(number);
  const median = 0.012 + (number % 9) / 100;
  return {
    ...plain,
    display_name: number === 7 ? 'Quentin Zwiebel' : (NAMES[number % NAMES.length] ?? null),
    username: `tech_creator${number}`,
    platform: number % 3 === 0 ? 'tiktok' : 'instagram',
    id: `${number % 3 === 0 ? 'tiktok' : 'instagram'}:${number}`,
    bio: 'All about tech, gadgets and how things work. New video every Friday 📍 Lagos',
    url: `https://example.com/${number}`,
    verified: number % 4 === 0,
    country: 'NG',
    engagement_rate: median,
    engagement: { ...plain.engagement, median, mean: median, low: median * 0.8, high: median * 1.3 },
    topics: ['tech', 'gadgets', 'howto'],
    topic_evidence: [
      { topic: 'tech', words: ['#tech'], posts: 7 },
      { topic: 'science', words: ['physics', 'lab'], posts: null },
    ],
    growth: {
      rate: 0.024,
      from_followers: 19_500,
      to_followers: 20_000,
      from: '2025-12-03T00:00:00.000Z',
      to: '2026-01-02T00:00:00.000Z',
      window_days: 30,
      reason: null,
    },
    sponsored: {
      share: 0.17,
      likely_share: 0.25,
      sample_size: 12,
      declared: 1,
      marked: 1,
      likely: 1,
      reason: null,
    },
    authenticity: {
      fired: number % 2 === 0 ? [{ rule: 'repeated_post', value: 4, limit: 3 }] : [],
      checked: ['repeated_post', 'inactive', 'mostly_links'],
    },
    reported: {
      formula: 'reported_by_source',
      engagement_rate: 0.05,
      likes: 1_200,
      comments: null,
      shares: null,
      views: null,
      interactions: null,
    },
  };
}

/** Records with posts and readings for these profiles. */
export async function pageRecords(profiles: readonly Profile[]): Promise<Records> {
  const records = createFakeRecords();
  await records.put(
    profiles.map((profile) => ({
      key: profileKey(profile.id),
      value: JSON.stringify(recordOf(profile)),
      expectedRevision: 0,
    })),
  );
  return records;
}

function recordOf(profile: Profile): ProfileRecord {
  const followers = profile.followers ?? 0;
  const posts = Array.from({ length: 14 }, (_, at) => ({
    id: `p${at}`,
    published_at: READ_AT - at * 3 * DAY_MS,
    text: null,
    likes: Math.round(followers * (profile.engagement_rate ?? 0) * (0.7 + ((at * 7) % 10) / 14)),
    comments: 4,
    shares: null,
    views: followers,
    hashtags: [],
    fetched_at: READ_AT,
  }));
  const { username, display_name, following, posts_count, category, bio, verified, language, country, url } =
    profile;
  return {
    v: 1,
    id: profile.id,
    platform: profile.platform,
    native_id: null,
    username,
    username_at: READ_AT,
    snapshots: [
      {
        source: 'import',
        fetched_at: READ_AT,
        hash: '',
        avatar: null,
        facts: {
          ...{ username, display_name, followers, following, posts_count, category },
          ...{ bio, verified, language, country, url },
          likes_hidden: false,
        },
      },
    ],
    fetched: { stored: null, failed: null },
    posts,
    history: Array.from({ length: 8 }, (_, at) => ({
      at: READ_AT - at * 10 * DAY_MS,
      followers: followers - at * 120 - (at % 3) * 60,
      following: null,
      posts_count: null,
    })),
  };
}
