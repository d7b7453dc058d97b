import type { Avatar, ProfileRecord } from '#contract/profile-record.ts';
import { initialsPath } from '#domain/avatar.ts';
import type { Engagement } from '#domain/engagement.ts';
import type { Profile } from '#domain/profile.ts';
import { tierOf } from '#domain/tier.ts';
import type { AnalyzeResponse } from '#rpc/analytics-client.ts';
import type { PresentView } from '../record/present-view.ts';
import { enrichmentOf, evidenceOf } from './enrichment.ts';
import { htmlToText } from './html-to-text.ts';

/** The reason when no source has a picture. */
const NO_AVATAR = 'none supplied';

/** The profile as it is searched and shown: the sources' facts with what analytics made of the posts. */
export function buildProfile(record: ProfileRecord, view: PresentView, analysis: AnalyzeResponse): Profile {
  const { facts } = view;
  const name = facts.display_name && htmlToText(facts.display_name);
  const picture = storedPicture(view.avatar);
  const engagement = engagementOf(analysis);
  return {
    id: record.id,
    username: facts.username,
    platform: record.platform,
    followers: facts.followers,
    category: facts.category,
    ...guessOf(analysis),
    bio: facts.bio && htmlToText(facts.bio),
    engagement_rate: engagement.median,
    avatar_url: picture ?? initialsPath({ id: record.id, username: facts.username, display_name: name }),
    avatar_reason: picture === null ? (view.avatar?.reason ?? NO_AVATAR) : null,
    display_name: name,
    url: facts.url,
    following: facts.following,
    posts_count: facts.posts_count,
    verified: facts.verified,
    language: facts.language ?? analysis.language ?? null,
    ...(facts.language === null && analysis.language !== undefined && { language_detected: true as const }),
    country: facts.country,
    topics: analysis.topics,
    ...evidenceOf(analysis),
    tier: tierOf(facts.followers),
    last_post_at: analysis.last_post_at_ms === undefined ? null : isoTime(analysis.last_post_at_ms),
    posts_per_week: analysis.posts_per_week ?? null,
    engagement,
    ...enrichmentOf(analysis),
    ...(facts.reported != null && { reported: facts.reported }),
    fetched_at: isoTime(view.fetchedAt),
    source: view.source,
  };
}

/** A picture stored under `avatars/NAME` is served at `/avatars/NAME`. */
function storedPicture(avatar: Avatar | null): string | null {
  return avatar?.key?.startsWith('avatars/') ? `/${avatar.key}` : null;
}

function guessOf({ category_guess: guess }: AnalyzeResponse): Pick<Profile, 'category_guess'> {
  if (guess == null) return {};
  return { category_guess: { category: guess.category ?? '', words: guess.words ?? [] } };
}

function engagementOf({ engagement }: AnalyzeResponse): Engagement {
  return {
    formula: engagement?.formula as Engagement['formula'],
    denominator: engagement?.denominator as Engagement['denominator'],
    sample_size: engagement?.sample_size ?? 0,
    window_days: engagement?.window_days ?? null,
    median: engagement?.median ?? null,
    mean: engagement?.mean ?? null,
    low: engagement?.low ?? null,
    high: engagement?.high ?? null,
    confidence: engagement?.confidence ?? null,
    reason: (engagement?.reason as Engagement['reason']) ?? null,
  };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
