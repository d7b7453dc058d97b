import type { Profile } from '#domain/profile.ts';
import { cleanText, cleanTexts } from '../clean-text.ts';
import type { CreatorDetails, CreatorRow } from './creator-schema.ts';

/** Characters of the bio, and the number of topics. */
export interface Room {
  bio: number;
  topics: number;
}

export const ROW_ROOM: Room = { bio: 160, topics: 5 };
const DETAILS_ROOM: Room = { bio: 800, topics: 10 };
const NAME_CHARS = 60;
const URL_CHARS = 200;
const TOPIC_CHARS = 30;
const LANGUAGE_CHARS = 35;

/** A profile as one row of a list. */
export function toCreatorRow(profile: Profile, room = ROW_ROOM): CreatorRow {
  const { engagement } = profile;
  return known({
    id: profile.id,
    platform: profile.platform,
    followers: profile.followers,
    tier: profile.tier,
    verified: profile.verified,
    language: cleanText(profile.language, LANGUAGE_CHARS),
    engagement_rate: round(profile.engagement_rate),
    engagement_low: round(engagement.low),
    engagement_high: round(engagement.high),
    engagement_per: profile.engagement_rate === null ? null : engagement.denominator,
    posts_per_week: round(profile.posts_per_week),
    last_post_at: profile.last_post_at,
    untrusted_text: known({
      username: cleanText(profile.username, NAME_CHARS),
      display_name: cleanText(profile.display_name, NAME_CHARS),
      bio: room.bio === 0 ? undefined : cleanText(profile.bio, room.bio),
      category: cleanText(profile.category, NAME_CHARS),
      country: cleanText(profile.country, NAME_CHARS),
      url: room !== DETAILS_ROOM ? undefined : cleanText(profile.url, URL_CHARS),
      topics: cleanTexts(profile.topics, { most: room.topics, maxChars: TOPIC_CHARS }),
    }),
  });
}

/** A profile with its figures and how they were computed. */
export function toCreatorDetails(profile: Profile): CreatorDetails {
  const { engagement, growth, sponsored, authenticity, percentile } = profile;
  return known({
    ...toCreatorRow(profile, DETAILS_ROOM),
    following: profile.following,
    posts_count: profile.posts_count,
    engagement: known({
      formula: engagement.formula,
      sample_size: engagement.sample_size,
      window_days: engagement.window_days,
      mean: round(engagement.mean),
      confidence: round(engagement.confidence),
      missing_because: engagement.reason,
    }),
    percentile: percentile && { value: percentile.value, population: percentile.population },
    growth:
      growth &&
      known({ rate: round(growth.rate), window_days: growth.window_days, missing_because: growth.reason }),
    sponsored:
      sponsored &&
      known({
        share: round(sponsored.share),
        sample_size: sponsored.sample_size,
        missing_because: sponsored.reason,
      }),
    authenticity: authenticity && {
      rules_that_apply: authenticity.fired,
      rules_checked: authenticity.checked.length,
    },
    reported_engagement_rate: round(profile.reported?.engagement_rate ?? null),
    read_at: profile.fetched_at,
  });
}

/** Four digits: more cost tokens, and are finer than any interval. */
function round(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}

type Known<T> = { [K in keyof T as undefined extends T[K] ? never : null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : null extends T[K] ? K : never]?: NonNullable<T[K]>;
};

/** The object without its unknown values: they cost tokens and say nothing. */
function known<T extends object>(value: T): Known<T> {
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(entries) as Known<T>;
}
