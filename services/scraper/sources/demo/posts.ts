import type { Platform } from '#domain/platform.ts';
import type { Post } from '#domain/post.ts';
import type { DemoCategory } from './categories.ts';
import type { DemoPhrases } from './languages.ts';
import type { Random } from './random.ts';

/** The platforms of made-up profiles. */
export type DemoPlatform = Extract<
  Platform,
  'bluesky' | 'github' | 'instagram' | 'mastodon' | 'tiktok' | 'x' | 'youtube'
>;

/** How a platform's audience behaves, roughly: medians that public reports of the industry give. */
interface Habits {
  /** Interactions per follower, or per view where `views` is given. */
  rate: number;
  /** Views per follower; `null` where the platform counts none. */
  views: number | null;
  comments: number;
  /** Share of the interactions that pass the post on; `null` where the platform does not count it. */
  shares: number | null;
}

const HABITS: Record<DemoPlatform, Habits> = {
  bluesky: { rate: 0.016, views: null, comments: 0.08, shares: 0.15 },
  github: { rate: 0.02, views: null, comments: 0.05, shares: 0.12 },
  instagram: { rate: 0.022, views: null, comments: 0.03, shares: null },
  mastodon: { rate: 0.013, views: null, comments: 0.1, shares: 0.3 },
  tiktok: { rate: 0.09, views: 0.35, comments: 0.02, shares: 0.04 },
  x: { rate: 0.008, views: null, comments: 0.07, shares: 0.14 },
  youtube: { rate: 0.04, views: 0.12, comments: 0.08, shares: null },
};

/** Platforms that count views beside a rate per follower: factor over the followers. */
const SIDE_VIEWS: Partial<Record<Platform, number>> = { x: 0.6, instagram: 0.4 };

const MIN_POSTS = 12;
const POSTS_RANGE = 19;
const DAY_MS = 86_400_000;

export interface PostContext {
  platform: DemoPlatform;
  followers: number;
  category: DemoCategory;
  phrases: DemoPhrases;
  likesHidden: boolean;
  fetchedAt: number;
}

/** 12 to 30 posts, newest first, on the profile's own rhythm and level. */
export function demoPosts(random: Random, context: PostContext): Post[] {
  const { platform, followers, category, phrases, likesHidden, fetchedAt } = context;
  const habits = HABITS[platform];
  // Small audiences are closer to whom they follow.
  const closeness = (Math.max(followers, 1_000) / 20_000) ** -0.12;
  const level = habits.rate * closeness * Math.exp(0.5 * random.normal());
  const rhythmMs = DAY_MS * Math.exp(0.8 + 0.9 * random.normal());
  const sideViews = SIDE_VIEWS[platform];
  let publishedAt = fetchedAt;
  return Array.from({ length: MIN_POSTS + random.int(POSTS_RANGE) }, (_, index): Post => {
    publishedAt -= Math.ceil(rhythmMs * (0.3 + 1.4 * random.next()));
    const success = Math.exp(0.45 * random.normal());
    const seen = habits.views === null ? null : Math.round(followers * habits.views * success) + 20;
    const interactions = (seen ?? followers * success) * level * Math.exp(0.2 * random.normal());
    const shared = habits.shares === null ? null : Math.round(interactions * habits.shares);
    const comments = Math.round(interactions * habits.comments);
    const hashtags = pickHashtags(random, category.hashtags);
    const sentence = random.pick(phrases.posts).replace('%', random.pick(category.subjects));
    return {
      id: String(index + 1),
      published_at: publishedAt,
      text: `${sentence} #${hashtags.join(' #')}`,
      likes: likesHidden ? null : Math.max(0, Math.round(interactions) - comments - (shared ?? 0)),
      comments,
      shares: shared,
      views: seen ?? (sideViews === undefined ? null : Math.round(followers * sideViews * success) + 20),
      hashtags,
      fetched_at: fetchedAt,
    };
  });
}

/** One to three neighbours of the list, the first ones most often. */
function pickHashtags(random: Random, hashtags: readonly string[]): string[] {
  const from = Math.floor(random.next() ** 2 * (hashtags.length - 2));
  return hashtags.slice(from, from + 1 + random.int(3));
}
