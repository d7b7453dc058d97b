import type { Post } from '#domain/post.ts';
import { buildPosts } from '#scraper/reading/fields/posts.ts';
import { toLine, toText, toUrl } from '#scraper/reading/fields/text.ts';
import type { Reading } from '#scraper/reading.ts';
import type { Channel, Video } from './answers.ts';

/** Subscribers of a channel, rounded by YouTube to three digits; `null` where they are hidden. */
export function followersOf({ statistics }: Channel): number | null {
  return statistics?.hiddenSubscriberCount === true ? null : count(statistics?.subscriberCount);
}

/** A reading of one channel. `videos` are its newest. `fetchedAt` in epoch milliseconds. */
export function toReading(channel: Channel, videos: readonly Video[], fetchedAt: number): Reading {
  const { id, snippet, statistics } = channel;
  // A channel without a handle goes by its id.
  const username = toLine(snippet.customUrl, 257)?.replace(/^@/, '') || id;
  const { high, medium, default: small } = snippet.thumbnails ?? {};
  const avatar = toUrl((high ?? medium ?? small)?.url, 4_096);
  return {
    source: 'youtube',
    platform: 'youtube',
    native_id: id,
    username,
    fetched_at: fetchedAt,
    profile: {
      username,
      display_name: toLine(snippet.title, 256),
      followers: followersOf(channel),
      following: null,
      posts_count: count(statistics?.videoCount),
      category: null,
      bio: toText(snippet.description, 5_000),
      verified: null,
      language: toLine(snippet.defaultLanguage, 35),
      country: toLine(snippet.country, 128),
      url: `https://www.youtube.com/channel/${encodeURIComponent(id)}`,
      likes_hidden: false,
    },
    avatar: avatar === null ? null : { kind: 'url', url: avatar },
    posts: toPosts(id, videos, fetchedAt),
    history: [],
  };
}

/** A broadcast that has not begun has no views yet. A count that is absent is hidden. */
function toPosts(channelId: string, videos: readonly Video[], fetchedAt: number): Post[] {
  const raws = videos
    .filter(({ snippet }) => snippet.channelId === channelId && snippet.liveBroadcastContent !== 'upcoming')
    .map(({ id, snippet, statistics, paidProductPlacementDetails }) => ({
      id,
      publishedAt: snippet.publishedAt,
      text: [snippet.title, snippet.description].filter(Boolean).join('\n'),
      likes: statistics?.likeCount,
      comments: statistics?.commentCount,
      views: statistics?.viewCount,
      hashtags: snippet.tags ?? [],
      sponsored: paidProductPlacementDetails?.hasPaidProductPlacement,
    }));
  return buildPosts(raws, fetchedAt);
}

function count(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
