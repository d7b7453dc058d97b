import { hash } from 'node:crypto';
import type { Platform } from '#domain/platform.ts';
import type { HistoryPoint, ReportedFigures } from '#domain/profile.ts';
import { readHandle } from '#scraper/mapping/handle.ts';
import { looksLikeAddress, readProfileAddress } from '#scraper/mapping/profile-address.ts';
import { parseAmount, parseCount } from '#scraper/reading/fields/count.ts';
import { isAhead, parseDate } from '#scraper/reading/fields/date.ts';
import type { RawPost } from '#scraper/reading/fields/posts.ts';
import { buildPosts } from '#scraper/reading/fields/posts.ts';
import { parseRate } from '#scraper/reading/fields/rate.ts';
import { RowError } from '#scraper/reading/fields/row-error.ts';
import { toBoolean, toLine, toText, toUrl } from '#scraper/reading/fields/text.ts';
import type { AvatarInput, Reading } from '#scraper/reading.ts';
import type { RowContext } from './row-context.ts';

/** What a source says about one person, with unchanged values. Missing fields are not in the source. */
export interface RawProfile {
  platform: Platform;
  /** Checked by the caller to be the platform's own id. */
  nativeId?: string | null;
  /** A handle, the address of a profile, or a name. */
  username?: unknown;
  displayName?: unknown;
  followers?: unknown;
  following?: unknown;
  postsCount?: unknown;
  category?: unknown;
  bio?: unknown;
  verified?: unknown;
  language?: unknown;
  country?: unknown;
  url?: unknown;
  avatar?: unknown;
  fetchedAt?: unknown;
  likesHidden?: boolean;
  reported?: {
    rate?: unknown;
    likes?: unknown;
    comments?: unknown;
    shares?: unknown;
    views?: unknown;
    interactions?: unknown;
  };
  posts?: readonly RawPost[];
  history?: (fetchedAt: number) => HistoryPoint[];
  source?: unknown;
  /** Counts are in thousands or millions. */
  scale?: Partial<Record<'followers' | 'following' | 'postsCount', number>>;
  /** A row of a list of posts says nothing of the profile beside who it is. */
  postsOnly?: boolean;
}

/**
 * Makes a reading of what a source says. A value that cannot be read costs its field and is counted in
 * `context.faults`. Throws `RowError` when the row names no person or has no date.
 */
export function buildReading(raw: RawProfile, context: RowContext): Reading {
  const { platform } = raw;
  const fetchedAt = readFetchedAt(raw.fetchedAt, context);
  const person = readPerson(raw);
  const { username } = person;
  const displayName = toLine(raw.displayName, 256) ?? person.name;
  const nativeId = raw.nativeId ?? person.nativeId;
  const count = (field: string, value: unknown, scale = 1) => readCount(field, value, scale, context);
  const posts = buildPosts(raw.posts ?? [], fetchedAt, context);
  const profile = {
    username,
    display_name: displayName,
    followers: count('followers', raw.followers, raw.scale?.followers),
    following: count('following', raw.following, raw.scale?.following),
    posts_count: count('posts_count', raw.postsCount, raw.scale?.postsCount),
    category: toLine(raw.category, 128),
    bio: toText(raw.bio, 5_000),
    verified: toBoolean(raw.verified),
    language: toLine(raw.language, 35),
    country: toLine(raw.country, 128),
    url: toUrl(raw.url, 2_048) ?? (typeof raw.username === 'string' ? toUrl(raw.username, 2_048) : null),
    likes_hidden: raw.likesHidden ?? false,
    ...reportedOf(raw.reported, context),
  };
  const named = nativeId === null && username === null;
  if (named && displayName === null) throw new RowError('no username');
  return {
    platform,
    native_id: named ? nameId(profile) : nativeId,
    username,
    // What was made up stays marked as such when it is exported and imported again.
    source: raw.source === 'demo' ? 'demo' : 'import',
    fetched_at: fetchedAt,
    profile: raw.postsOnly ? null : profile,
    avatar: raw.postsOnly ? null : toAvatar(raw.avatar),
    posts,
    history: raw.history?.(fetchedAt) ?? [],
    ...(named && { namedOnly: true }),
  };
}

function readPerson({ platform, username, url }: RawProfile): {
  username: string | null;
  name: string | null;
  nativeId: string | null;
} {
  const none = { username: null, name: null, nativeId: null };
  if (typeof username === 'string' && looksLikeAddress(username.trim())) {
    const address = readProfileAddress(username);
    if (address?.platform === platform)
      return { ...none, username: address.handle, nativeId: address.nativeId };
  }
  const named = readHandle(username, { atHost: platform === 'mastodon' });
  if (named.kind === 'handle') return { ...none, username: named.handle };
  const address = typeof url === 'string' ? readProfileAddress(url) : null;
  const fromUrl =
    address?.platform === platform ? { username: address.handle, nativeId: address.nativeId } : none;
  return { ...none, ...fromUrl, name: named.kind === 'name' ? toLine(named.name, 256) : null };
}

/**
 * The id of a person of whom only a name is known. A name proves nothing, nor do name, country and category together:
 * two rows are of one person only when they say exactly the same. So two people never become one, whatever file, run and
 * order they come in; a list whose counts have grown adds its people again.
 */
function nameId(profile: NonNullable<Reading['profile']>): string {
  return `name-${hash('sha256', JSON.stringify(profile), 'hex').slice(0, 24)}`;
}

function readCount(field: string, value: unknown, scale: number, { faults }: RowContext): number | null {
  const parsed = scale === 1 ? parseCount(value) : scaled(value, scale);
  if (typeof parsed !== 'string') return parsed;
  faults.note(field, parsed, value);
  return null;
}

/** `92.1` in a column of millions; `92.1M` says it already. */
function scaled(value: unknown, scale: number): ReturnType<typeof parseCount> {
  const amount = parseAmount(value);
  if (typeof amount !== 'number') return amount;
  const count = Math.round(amount >= scale ? amount : amount * scale);
  return Number.isSafeInteger(count) ? count : 'not a count';
}

/** When the row was read: its own date, else `asOf`. Throws `RowError` when there is none. */
function readFetchedAt(value: unknown, { asOf, now, dayOrder, faults }: RowContext): number {
  const own = parseDate(value, dayOrder);
  if (typeof own === 'string') faults.note('fetched_at', own, value);
  else if (own !== null && isAhead(own, now)) faults.note('fetched_at', 'in the future', value);
  else if (own !== null) return own;
  if (asOf === null) throw new RowError('no date: add --as-of');
  if (isAhead(asOf, now)) throw new RowError(`fetched_at: ${new Date(asOf).toISOString()} is in the future`);
  return asOf;
}

function reportedOf(
  reported: RawProfile['reported'],
  { rateInPercent, faults }: RowContext,
): { reported?: ReportedFigures } {
  if (reported === undefined) return {};
  const amount = (name: 'likes' | 'comments' | 'shares' | 'views' | 'interactions') => {
    const parsed = parseAmount(reported[name]);
    if (typeof parsed !== 'string') return parsed;
    faults.note(`reported_${name}`, parsed, reported[name]);
    return null;
  };
  const rate = parseRate(reported.rate, rateInPercent);
  if (rate === undefined) faults.note('reported_engagement_rate', 'not a rate', reported.rate);
  const figures: ReportedFigures = {
    formula: 'reported_by_source',
    engagement_rate: rate ?? null,
    likes: amount('likes'),
    comments: amount('comments'),
    shares: amount('shares'),
    views: amount('views'),
    interactions: amount('interactions'),
  };
  const saysSomething = Object.values(figures).some((figure) => typeof figure === 'number');
  return saysSomething ? { reported: figures } : {};
}

/** A `data:` URI is the picture, an address names it, anything else is nothing. */
export function toAvatar(value: unknown): AvatarInput | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^data:/i.test(text)) return { kind: 'data', uri: text };
  const url = toUrl(text, 4_096);
  return url === null ? null : { kind: 'url', url };
}
