import type { Platform } from '#domain/platform.ts';
import type { Field } from '#scraper/reading/fields/columns.ts';
import { readCount } from '#scraper/reading/fields/count.ts';
import type { DateContext } from '#scraper/reading/fields/date.ts';
import { readFetchedAt } from '#scraper/reading/fields/date.ts';
import { readNativeId, readPlatform, readProfileId, readUsername } from '#scraper/reading/fields/identity.ts';
import { buildPosts } from '#scraper/reading/fields/posts.ts';
import { RowError } from '#scraper/reading/fields/row-error.ts';
import { toBoolean, toLine, toText, toUrl } from '#scraper/reading/fields/text.ts';
import type { AvatarInput, Reading } from '#scraper/reading.ts';

/** What every row is read with. */
export interface RowContext extends DateContext {
  /** The platform of rows that name none. */
  platform: Platform | null;
}

/** A row by the documented names, from CSV or JSON: `get` answers a field's raw value, `undefined` without one. */
export function readProfileRow(get: (field: Field) => unknown, context: RowContext): Reading {
  const id = readProfileId(get('id'));
  const platform = readPlatform(get('platform')) ?? id.platform ?? context.platform;
  if (platform === null) throw new RowError('no platform: add --platform');
  if (id.platform !== null && id.platform !== platform) {
    throw new RowError(`id: names ${id.platform}, the row is of ${platform}`);
  }
  const username = readUsername(get('username'));
  const fetchedAt = readFetchedAt(get('fetched_at'), context);
  return {
    platform,
    native_id: readNativeId('native_id', get('native_id')) ?? id.nativeId,
    username,
    // What was made up stays marked as such when it is exported and imported again.
    source: get('source') === 'demo' ? 'demo' : 'import',
    fetched_at: fetchedAt,
    profile: {
      username,
      display_name: toLine(get('display_name'), 256),
      followers: readCount('followers', get('followers')),
      following: readCount('following', get('following')),
      posts_count: readCount('posts_count', get('posts_count')),
      category: toLine(get('category'), 128),
      bio: toText(get('bio'), 5_000),
      verified: toBoolean(get('verified')),
      language: toLine(get('language'), 35),
      country: toLine(get('country'), 128),
      url: toUrl(get('url'), 2_048),
      likes_hidden: false,
    },
    avatar: toAvatar(get('avatar')) ?? toAvatar(get('avatar_url')),
    posts: buildPosts(get('posts') || null, toRawPost, fetchedAt),
    history: [],
  };
}

/** A `data:` URI is the picture, an address names it, anything else is nothing. */
export function toAvatar(value: unknown): AvatarInput | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^data:/i.test(text)) return { kind: 'data', uri: text };
  const url = toUrl(text, 4_096);
  return url === null ? null : { kind: 'url', url };
}

function toRawPost(post: Record<string, unknown>) {
  return {
    id: post.id,
    publishedAt: post.published_at ?? post.datetime ?? post.timestamp,
    text: post.text ?? post.caption,
    likes: post.likes,
    comments: post.comments,
    shares: post.shares,
    views: post.views,
    hashtags: post.hashtags,
  };
}
