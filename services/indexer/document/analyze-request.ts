import type { ProfileRecord } from '#contract/profile-record.ts';
import { isDefaultPicture } from '#domain/default-picture.ts';
import type { Post } from '#domain/post.ts';
import type { ProfileFacts } from '#domain/profile.ts';
import type { AnalyzeRequest } from '#rpc/analytics-client.ts';
import type { PresentView } from '../record/present-view.ts';
import { postsOf } from '../record/present-view.ts';

/** What analytics needs of a profile; `null` becomes absent. */
export function analyzeRequestOf(record: ProfileRecord, view: PresentView): AnalyzeRequest {
  const { facts, fetchedAt } = view;
  const posts = postsOf(record);
  return {
    id: record.id,
    platform: record.platform,
    ...(facts.followers !== null && { followers: facts.followers }),
    likes_hidden: facts.likes_hidden,
    posts: columnsOf(posts),
    // Posts may have been read after the profile; those published by then count.
    fetched_at_ms: posts.reduce((newest, post) => Math.max(newest, post.fetched_at), fetchedAt),
    ...textsOf(facts),
    ...historyOf(record),
    account: accountOf(record, view),
  };
}

/** Posts whose texts are sent, and how much of each: enough to tell, little to carry. */
const TEXT_POSTS = 30;
const TEXT_LENGTH = 200;
/** Readings that are sent, newest first: growth looks at the last 90 days. */
const MAX_READINGS = 500;

/** Guesses cost time, so they are asked for only where the sources say nothing. The texts of posts are in `posts`. */
function textsOf(facts: ProfileFacts): Pick<AnalyzeRequest, 'texts'> {
  if (facts.language !== null && facts.category !== null) return {};
  return {
    texts: {
      display_name: facts.display_name ?? '',
      bio: facts.bio ?? '',
      guess_language: facts.language === null,
      guess_category: facts.category === null,
    },
  };
}

function historyOf({ history }: ProfileRecord): Pick<AnalyzeRequest, 'history'> {
  const readings = history
    .flatMap(({ at, followers }) => (followers === null ? [] : [{ at, followers }]))
    .slice(0, MAX_READINGS);
  if (readings.length === 0) return {};
  return {
    history: {
      at_ms: readings.map(({ at }) => at),
      followers: readings.map(({ followers }) => followers),
    },
  };
}

/**
 * A live source gives every field that an account has, so what it leaves out is empty. A file may just lack the column:
 * there, what is absent is unknown.
 */
function accountOf(
  { platform, snapshots }: ProfileRecord,
  { facts, avatar }: PresentView,
): NonNullable<AnalyzeRequest['account']> {
  const isComplete = snapshots.some(({ source }) => source !== 'import');
  const says = (value: string | null) => (value !== null ? true : isComplete ? false : undefined);
  const hasBio = says(facts.bio);
  const hasLocation = says(facts.country);
  const hasDefaultPicture = isDefaultPicture(platform, avatar?.source_url ?? null, isComplete);
  return {
    ...(facts.following !== null && { following: facts.following }),
    ...(facts.posts_count !== null && { posts_count: facts.posts_count }),
    ...(hasBio !== undefined && { has_bio: hasBio }),
    ...(hasLocation !== undefined && { has_location: hasLocation }),
    ...(hasDefaultPicture !== undefined && { has_default_picture: hasDefaultPicture }),
  };
}

/** `NaN` is what the service takes for unknown. */
function columnsOf(posts: readonly Post[]): NonNullable<AnalyzeRequest['posts']> {
  return {
    published_at_ms: posts.map((post) => post.published_at ?? Number.NaN),
    likes: posts.map((post) => post.likes ?? Number.NaN),
    comments: posts.map((post) => post.comments ?? Number.NaN),
    shares: posts.map((post) => post.shares ?? Number.NaN),
    views: posts.map((post) => post.views ?? Number.NaN),
    hashtag_counts: posts.map((post) => post.hashtags.length),
    hashtags: posts.flatMap((post) => post.hashtags),
    ...(posts.some(({ text }) => text !== null) && {
      texts: posts.map(({ text }, i) => (i < TEXT_POSTS ? (text?.slice(0, TEXT_LENGTH) ?? '') : '')),
    }),
    ...(posts.some(({ sponsored }) => sponsored !== undefined) && {
      payments: posts.map(({ sponsored }) => paymentOf(sponsored)),
    }),
  };
}

function paymentOf(sponsored: boolean | undefined): 'UNSTATED' | 'PAID' | 'NOT_PAID' {
  if (sponsored === undefined) return 'UNSTATED';
  return sponsored ? 'PAID' : 'NOT_PAID';
}
