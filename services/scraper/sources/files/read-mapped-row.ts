import type { Platform } from '#domain/platform.ts';
import type { Field } from '#scraper/mapping/field.ts';
import { canBeNativeId } from '#scraper/mapping/native-id.ts';
import { platformOfWord } from '#scraper/mapping/platform-words.ts';
import { looksLikeAddress, readProfileAddress } from '#scraper/mapping/profile-address.ts';
import { readPrintedId, readSourceId } from '#scraper/reading/fields/identity.ts';
import { quote, RowError } from '#scraper/reading/fields/row-error.ts';
import { isUnknownWord } from '#scraper/reading/fields/unknown-words.ts';
import type { Reading } from '#scraper/reading.ts';
import { buildReading } from './build-reading.ts';
import { toRawPosts } from './post-object.ts';
import type { RowContext } from './row-context.ts';

/** The value of a field in one row, `undefined` without one. */
export type FieldReader = (field: Field) => unknown;

export interface MappedRowOptions {
  /** The column of native ids has the documented name, or the person has named it. */
  trustsIds: boolean;
  /** Each row is a post. */
  posts: boolean;
  /** Columns hold averages that the list states. */
  hasReported: boolean;
  /** What a column's counts are multiplied by. */
  scale: ReadonlyMap<Field, number>;
}

/** Reads a row whose columns have been given fields. Throws `RowError` when it names no person or no platform. */
export function readMappedRow(
  get: FieldReader,
  { posts, scale, trustsIds, hasReported }: MappedRowOptions,
  context: RowContext,
): Reading {
  const printed = readPrintedId(get('id'));
  const { platform, other } = platformOf(get, printed?.platform ?? null, context);
  if (printed !== null && printed.platform !== platform) {
    throw new RowError(`id: belongs to ${printed.platform}, but the row is for ${platform}`);
  }
  const username = get('username');
  const nativeId = printed === null ? idOf(get, platform, trustsIds) : printed.nativeId;
  const reading = buildReading(
    {
      platform,
      nativeId,
      username,
      displayName: get('display_name'),
      followers: get('followers'),
      following: get('following'),
      postsCount: postsCountOf(get),
      category: get('category'),
      bio: get('bio'),
      verified: get('verified'),
      language: get('language'),
      country: get('country'),
      url: get('url'),
      avatar: avatarOf(get),
      fetchedAt: get('fetched_at'),
      source: get('source'),
      ...(hasReported && {
        reported: {
          rate: get('reported_engagement_rate'),
          likes: get('reported_likes'),
          comments: get('reported_comments'),
          shares: get('reported_shares'),
          views: get('reported_views'),
          interactions: get('reported_interactions'),
        },
      }),
      scale: {
        followers: scale.get('followers') ?? 1,
        following: scale.get('following') ?? 1,
        postsCount: scale.get('posts_count') ?? 1,
      },
      posts: posts ? postOf(get) : postListOf(get, context),
      postsOnly: posts && saysNothingOfProfile(get),
    },
    context,
  );
  return other === null ? reading : ofOtherPlatform(reading, other);
}

/** The row's own word, then its address, then what the table or the person says. */
function platformOf(
  get: FieldReader,
  printed: Platform | null,
  context: RowContext,
): { platform: Platform; other: string | null } {
  const username = get('username');
  const address =
    typeof username === 'string' && looksLikeAddress(username.trim()) ? readProfileAddress(username) : null;
  if (address !== null) return { platform: address.platform, other: null };
  const word = get('platform');
  if (typeof word === 'string' && !isUnknownWord(word)) {
    const named = platformOfWord(word);
    if (named === null) throw new RowError(`unknown platform: ${quote(word)}`);
    return named;
  }
  const url = get('url');
  const fromUrl = printed ?? (typeof url === 'string' ? (readProfileAddress(url)?.platform ?? null) : null);
  const platform = printed ?? context.platform ?? fromUrl;
  if (platform === null) throw new RowError('no platform: add --platform');
  return { platform, other: null };
}

/** A value is the platform's own id only if it can be one, whatever the column is called. */
function idOf(get: FieldReader, platform: Platform, trusted: boolean): string | null {
  const explicit = readSourceId(get('native_id'));
  if (explicit !== null && (trusted || canBeNativeId(platform, explicit))) return explicit;
  const bare = readSourceId(get('id'));
  return bare !== null && canBeNativeId(platform, bare) ? bare : null;
}

/** Two platforms that are both held as `other` may have the same handle: the id names the platform. */
function ofOtherPlatform(reading: Reading, other: string): Reading {
  const name = reading.native_id ?? reading.username?.toLowerCase();
  return { ...reading, native_id: `${other}:${name}` };
}

function avatarOf(get: FieldReader): unknown {
  const inline = get('avatar');
  return typeof inline === 'string' && inline.trim() !== '' ? inline : get('avatar_url');
}

/** A number among the posts counts them. */
function postsCountOf(get: FieldReader): unknown {
  const count = get('posts_count');
  if (count !== undefined && count !== '' && count !== null) return count;
  const posts = get('posts');
  return typeof posts === 'number' || (typeof posts === 'string' && /^\s*[\d.,]+\s*[kmb]?\s*$/i.test(posts))
    ? posts
    : count;
}

function postListOf(get: FieldReader, { faults }: RowContext) {
  const posts = get('posts');
  if (posts === undefined || posts === null || posts === '' || typeof posts === 'number') return [];
  const list = typeof posts === 'string' ? parseList(posts) : posts;
  const raws = toRawPosts(list);
  const items = Array.isArray(list) ? list.length : null;
  if (items === null && raws.length === 0 && !/^\s*[\d.,]+\s*[kmb]?\s*$/i.test(String(posts)))
    faults.note('posts', 'not a list', posts);
  else if (items !== null && items > raws.length) faults.note('posts', 'not an object', list);
  return raws;
}

function parseList(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function postOf(get: FieldReader) {
  const post = {
    id: get('post_id'),
    publishedAt: get('post_date'),
    text: get('post_text'),
    likes: get('post_likes'),
    comments: get('post_comments'),
    shares: get('post_shares'),
    views: get('post_views'),
    hashtags: get('post_hashtags'),
  };
  const says = Object.values(post).some((value) => value !== undefined && value !== null && value !== '');
  return says ? [post] : [];
}

const OF_PROFILE: readonly Field[] = [
  'followers',
  'following',
  'posts_count',
  'bio',
  'display_name',
  'verified',
  'category',
  'country',
  'avatar_url',
];

function saysNothingOfProfile(get: FieldReader): boolean {
  return OF_PROFILE.every((field) => {
    const value = get(field);
    return value === undefined || value === null || value === '';
  });
}
