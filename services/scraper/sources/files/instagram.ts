import type { HistoryPoint } from '#domain/profile.ts';
import { readCount, readPostCount } from '#scraper/reading/fields/count.ts';
import { parseDate, readFetchedAt } from '#scraper/reading/fields/date.ts';
import { readNativeId, readUsername } from '#scraper/reading/fields/identity.ts';
import { buildPosts, isObject } from '#scraper/reading/fields/posts.ts';
import { toBoolean, toLine, toText } from '#scraper/reading/fields/text.ts';
import type { Reading } from '#scraper/reading.ts';
import type { RowContext } from './profile-row.ts';
import { toAvatar } from './profile-row.ts';

const MAX_HISTORY = 100;

/** Is it a profile as Instagram collectors write it: `account`, with the biography or the posts beside it? */
export function isInstagramProfile(row: Record<string, unknown>): boolean {
  return typeof row.account === 'string' && ('biography' in row || Array.isArray(row.posts));
}

/** Reads such a profile. `likes: -1` on a post says that they are hidden. */
export function readInstagramProfile(row: Record<string, unknown>, context: RowContext): Reading {
  const username = readUsername(row.account);
  const fetchedAt = readFetchedAt(row.timestamp, context);
  const posts = buildPosts(row.posts, toRawPost, fetchedAt);
  const hidden = Array.isArray(row.posts) && row.posts.some((post) => isObject(post) && post.likes === -1);
  return {
    platform: 'instagram',
    native_id: readNativeId('id', row.id),
    username,
    source: 'import',
    fetched_at: fetchedAt,
    profile: {
      username,
      display_name: toLine(row.full_name, 256) ?? toLine(row.profile_name, 256),
      followers: readCount('followers', row.followers),
      following: readCount('following', row.following),
      posts_count: readCount('posts_count', row.posts_count),
      category: toLine(row.category_name, 128) ?? toLine(row.business_category_name, 128),
      bio: toText(row.biography, 5_000),
      verified: toBoolean(row.is_verified),
      language: null,
      country: toLine(row.country_code, 128),
      url: `https://www.instagram.com/${encodeURIComponent(username)}/`,
      likes_hidden: hidden && posts.every((post) => post.likes === null),
    },
    avatar: toAvatar(row.profile_image_link),
    posts,
    history: readHistory(row.changelog, fetchedAt),
  };
}

function toRawPost(post: Record<string, unknown>) {
  return {
    id: post.id,
    publishedAt: post.datetime,
    text: post.caption,
    likes: post.likes,
    comments: post.comments,
    shares: null,
    views: post.video_view_count,
    hashtags: null,
  };
}

/** Earlier readings, oldest first; without a date, or later than this reading, they are of no use. */
function readHistory(changelog: unknown, fetchedAt: number): HistoryPoint[] {
  if (!Array.isArray(changelog)) return [];
  const points = new Map<number, HistoryPoint>();
  for (const entry of changelog.filter(isObject)) {
    const at = parseDate(entry.timestamp);
    if (at === null || at === undefined || at >= fetchedAt) continue;
    points.set(at, {
      at,
      followers: readPostCount(entry.followers),
      following: readPostCount(entry.following),
      posts_count: readPostCount(entry.posts_count),
    });
  }
  return [...points.values()].sort((a, b) => a.at - b.at).slice(-MAX_HISTORY);
}
