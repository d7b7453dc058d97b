import { hash } from 'node:crypto';
import { extractHashtags, MAX_HASHTAGS, normalizeHashtag } from '#domain/hashtags.ts';
import type { Post } from '#domain/post.ts';
import { MAX_POST_TEXT, MAX_POSTS_PER_PROFILE } from '#domain/post.ts';
import { readPostCount } from './count.ts';
import { parseDate } from './date.ts';
import { RowError } from './row-error.ts';
import { toText } from './text.ts';

/** What a format knows of one post, as the source wrote it. */
export interface RawPost {
  id: unknown;
  publishedAt: unknown;
  text: unknown;
  likes: unknown;
  comments: unknown;
  shares: unknown;
  views: unknown;
  /** Hashtags beside those in the text. */
  hashtags: unknown;
}

/** Posts that a row may list; sorting more would hold everyone else up. */
const MAX_LISTED = 10_000;

/** A post from its raw fields; counts that are hidden, absent or unreadable are `null`. */
export function buildPost(raw: RawPost, fetchedAt: number): Post {
  const text = toText(raw.text, MAX_POST_TEXT);
  const post = {
    published_at: parseDate(raw.publishedAt) ?? null,
    text,
    likes: readPostCount(raw.likes),
    comments: readPostCount(raw.comments),
    shares: readPostCount(raw.shares),
    views: readPostCount(raw.views),
    hashtags: collectHashtags(text, raw.hashtags),
    fetched_at: fetchedAt,
  };
  return { id: nativePostId(raw.id) ?? contentId(post), ...post };
}

/** The newest posts of a list, each id once. Throws `RowError` when it is no list of objects. */
export function buildPosts(
  list: unknown,
  toRaw: (post: Record<string, unknown>) => RawPost,
  fetchedAt: number,
): Post[] {
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw new RowError('posts: not a list');
  if (list.length > MAX_LISTED) throw new RowError(`posts: more than ${MAX_LISTED} of them`);
  const raws = list.map((item: unknown, index) => {
    if (isObject(item)) return toRaw(item);
    throw new RowError(`posts: item ${index + 1} is not an object`);
  });
  // Only what is kept is cleaned: a list may hold tens of thousands.
  const newest = raws
    .map((raw) => ({ raw, at: parseDate(raw.publishedAt) ?? -1 }))
    .sort((a, b) => b.at - a.at);
  const posts = new Map<string, Post>();
  for (const { raw } of newest) {
    if (posts.size === MAX_POSTS_PER_PROFILE) break;
    const post = buildPost(raw, fetchedAt);
    if (!posts.has(post.id)) posts.set(post.id, post);
  }
  return [...posts.values()];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collectHashtags(text: string | null, given: unknown): string[] {
  const tags = new Set(text === null ? [] : extractHashtags(text));
  for (const tag of Array.isArray(given) ? (given as unknown[]) : []) {
    if (tags.size >= MAX_HASHTAGS) break;
    const normal = typeof tag === 'string' ? normalizeHashtag(tag.toWellFormed()) : null;
    if (normal !== null) tags.add(normal);
  }
  return [...tags];
}

function nativePostId(id: unknown): string | null {
  if (typeof id === 'number') return Number.isSafeInteger(id) ? String(id) : null;
  const text = typeof id === 'string' ? id.trim().toWellFormed() : '';
  return text !== '' && text.length <= 256 ? text : null;
}

/** Of what does not change from one reading to the next; of the counts only where there is nothing else. */
function contentId(post: Omit<Post, 'id'>): string {
  const lasting = [post.published_at, post.text];
  const identity = lasting.every((part) => part === null)
    ? [post.likes, post.comments, post.shares, post.views]
    : lasting;
  return `h-${hash('sha256', JSON.stringify(identity), 'hex').slice(0, 24)}`;
}
