import { hash } from 'node:crypto';
import { extractHashtags, MAX_HASHTAGS, normalizeHashtag } from '#domain/hashtags.ts';
import type { Post } from '#domain/post.ts';
import { MAX_POST_TEXT, MAX_POSTS_PER_PROFILE } from '#domain/post.ts';
import { parseCount } from './count.ts';
import type { DayOrder } from './date.ts';
import { parseDate } from './date.ts';
import type { FieldFaults } from './field-faults.ts';
import { createFieldFaults } from './field-faults.ts';
import { toBoolean, toText } from './text.ts';

/** What a format knows of one post, as the source wrote it. */
export interface RawPost {
  id?: unknown;
  publishedAt?: unknown;
  text?: unknown;
  likes?: unknown;
  comments?: unknown;
  shares?: unknown;
  views?: unknown;
  /** Hashtags beside those in the text: a list, or a text. */
  hashtags?: unknown;
  /** The platform's own mark of a paid post: a yes or no in any notation. */
  sponsored?: unknown;
}

export interface PostContext {
  dayOrder: DayOrder | null;
  faults: FieldFaults;
}

/** Sources whose values have a schema need none of it. */
const NO_CONTEXT: PostContext = { dayOrder: null, faults: createFieldFaults() };

/** Posts of one row that are looked at; sorting more would hold everyone else up. */
const MAX_LISTED = 10_000;
/** Characters of a caption in which hashtags are looked for; what is kept of it is shorter. */
const MAX_CAPTION = 20_000;

/** A post from its raw fields; counts that are hidden (`-1`) or absent are `null`. */
export function buildPost(raw: RawPost, fetchedAt: number, context: PostContext): Post {
  const caption = toText(raw.text, MAX_CAPTION);
  const text = toText(caption, MAX_POST_TEXT);
  const count = (field: string, value: unknown) => {
    const parsed = parseCount(value);
    if (typeof parsed !== 'string') return parsed;
    if (Number(value) !== -1) context.faults.note(field, parsed, value);
    return null;
  };
  const publishedAt = parseDate(raw.publishedAt, context.dayOrder);
  if (typeof publishedAt === 'string') context.faults.note('post_date', publishedAt, raw.publishedAt);
  const sponsored = raw.sponsored === undefined ? null : toBoolean(raw.sponsored);
  const post = {
    published_at: typeof publishedAt === 'number' ? publishedAt : null,
    text,
    likes: count('post_likes', raw.likes),
    comments: count('post_comments', raw.comments),
    shares: count('post_shares', raw.shares),
    views: count('post_views', raw.views),
    hashtags: collectHashtags(caption, raw.hashtags),
    ...(sponsored !== null && { sponsored }),
    fetched_at: fetchedAt,
  };
  return { id: nativePostId(raw.id) ?? contentId(post), ...post };
}

/** The newest posts of a list, each id once. */
export function buildPosts(
  raws: readonly RawPost[],
  fetchedAt: number,
  context: PostContext = NO_CONTEXT,
): Post[] {
  if (raws.length === 0) return [];
  if (raws.length > MAX_LISTED) context.faults.note('posts', `more than ${MAX_LISTED} of them`, raws.length);
  // Only what is kept is cleaned: a list may hold tens of thousands.
  const newest = raws
    .slice(0, MAX_LISTED)
    .map((raw) => {
      const at = parseDate(raw.publishedAt, context.dayOrder);
      return { raw, at: typeof at === 'number' ? at : -1 };
    })
    .sort((a, b) => b.at - a.at);
  const posts = new Map<string, Post>();
  for (const { raw } of newest) {
    if (posts.size === MAX_POSTS_PER_PROFILE) break;
    const post = buildPost(raw, fetchedAt, context);
    if (!posts.has(post.id)) posts.set(post.id, post);
  }
  return [...posts.values()];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collectHashtags(text: string | null, given: unknown): string[] {
  const tags = new Set(text === null ? [] : extractHashtags(text));
  for (const tag of listTags(given)) {
    if (tags.size >= MAX_HASHTAGS) break;
    const normal = normalizeHashtag(tag.toWellFormed());
    if (normal !== null) tags.add(normal);
  }
  return [...tags];
}

/** Tags come as texts, as objects with a name, or in one text: `#a, #b`, `["a","b"]`. */
function listTags(given: unknown): string[] {
  if (typeof given === 'string')
    return given
      .slice(0, MAX_CAPTION)
      .split(/[\s,;|"[\]]+/)
      .filter((tag) => tag !== '');
  if (!Array.isArray(given)) return [];
  return (given as unknown[]).flatMap((tag) => {
    const name = isObject(tag) ? (tag.name ?? tag.title ?? tag.hashtagName) : tag;
    return typeof name === 'string' ? [name] : [];
  });
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
