import { flattenRecord } from '#scraper/mapping/flatten-record.ts';
import { readHeader } from '#scraper/mapping/read-header.ts';
import type { RawPost } from '#scraper/reading/fields/posts.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';

type Part = keyof RawPost;

/** Names that mean something else on a post than in a list of profiles. */
const OWN: Readonly<Record<string, Part>> = {
  id: 'id',
  id_str: 'id',
  uri: 'id',
  pk: 'id',
  shortcode: 'id',
  shortCode: 'id',
  code: 'id',
  timestamp: 'publishedAt',
  published_at: 'publishedAt',
  publishedAt: 'publishedAt',
  taken_at: 'publishedAt',
  create_time: 'publishedAt',
  createTime: 'publishedAt',
  created_at: 'publishedAt',
  createdAt: 'publishedAt',
  created: 'publishedAt',
  date: 'publishedAt',
  'record.createdAt': 'publishedAt',
  'record.text': 'text',
  desc: 'text',
  title: 'text',
  description: 'text',
  name: 'text',
  is_paid_partnership: 'sponsored',
  isPaidPartnership: 'sponsored',
  paid_partnership: 'sponsored',
  is_sponsored: 'sponsored',
  isSponsored: 'sponsored',
  is_ad: 'sponsored',
  isAd: 'sponsored',
};

const BY_MEANING: Readonly<Record<string, Part>> = {
  post_id: 'id',
  post_date: 'publishedAt',
  date: 'publishedAt',
  post_text: 'text',
  post_likes: 'likes',
  likes: 'likes',
  post_comments: 'comments',
  comments: 'comments',
  post_shares: 'shares',
  shares: 'shares',
  post_views: 'views',
  views: 'views',
  post_hashtags: 'hashtags',
};

/** What a path means does not change; there are few of them. */
const meanings = new Map<string, Part | null>();
const MAX_MEANINGS = 5_000;

/** The post that an object describes, whatever its names: `likesCount`, `diggCount`, `edge_liked_by.count`. */
export function toRawPost(object: Record<string, unknown>): RawPost {
  // Lists of Instagram's web answers wrap each post.
  const post = isObject(object.node) ? object.node : object;
  const raw: RawPost = {};
  for (const [path, value] of flattenRecord(post)) {
    if (value === null || value === undefined || value === '') continue;
    const part = partOf(path);
    if (part !== null && (raw[part] === undefined || part === 'views')) raw[part] = raw[part] ?? value;
  }
  return raw;
}

/** The posts of a list under any name, also as `{edges: […]}`; what is no object is passed over. */
export function toRawPosts(list: unknown): RawPost[] {
  const items = isObject(list) ? (list.edges ?? list.items ?? list.data) : list;
  return Array.isArray(items) ? items.filter(isObject).map(toRawPost) : [];
}

function partOf(path: string): Part | null {
  const known = meanings.get(path);
  if (known !== undefined) return known;
  const part = findPart(path);
  if (meanings.size < MAX_MEANINGS) meanings.set(path, part);
  return part;
}

function findPart(path: string): Part | null {
  const own = OWN[path];
  if (own !== undefined) return own;
  const parts = path.split('.');
  // The counts and the texts of other people who are named in a post are not its own.
  if (
    /author|user|owner|music|sound|location|coauthor|comment(?!s?_?count)/i.test(parts[0] ?? '') &&
    parts.length > 1 &&
    !/count$/i.test(path)
  )
    return null;
  if (/^(?:author|user|owner|channel)/i.test(parts[0] ?? '') && parts.length > 1) return null;
  const header = readHeader(parts.slice(-2).join(' ')) ?? readHeader(parts.at(-1) ?? '');
  return header === null ? null : (BY_MEANING[header.meaning] ?? null);
}
