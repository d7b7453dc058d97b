import type { Authenticity, AuthenticityRule } from '#domain/enrichment.ts';
import type { PostCounts } from '../engagement/sample.ts';
import { SPAM_PHRASES } from './spam-phrases.ts';

/** What the rules look at. `null` is unknown: a rule whose input is unknown is not checked. */
export interface AccountFacts {
  followers: number | null;
  following: number | null;
  postsCount: number | null;
  hasBio: boolean | null;
  hasLocation: boolean | null;
  hasDefaultPicture: boolean | null;
  /** Epoch milliseconds of the reading. */
  fetchedAt: number;
  /** The oldest sign of the account, epoch milliseconds: a post or a reading. */
  knownSince: number | null;
}

const DAY_MS = 86_400_000;
/** Posts whose texts are compared. */
const TEXT_POSTS = 30;
/** Fewer texts say nothing about shares. */
const MIN_TEXTS = 6;

const LIMITS: Record<AuthenticityRule, number> = {
  follows_too_many: 50,
  spam_phrases: 0.3,
  repeated_post: 3,
  mostly_links: 0.9,
  never_posted: 0,
  default_picture: 60,
  empty_profile: 100,
  inactive: 90,
};
const FEW_POSTS = 3;

/**
 * The rules that Socialbakers published for its fake follower check, each by name, with what was measured. They are
 * signs, not a verdict. `posts` newest first.
 */
export function authenticityOf(facts: AccountFacts, posts: readonly PostCounts[]): Authenticity {
  const fired: Authenticity['fired'] = [];
  const checked: AuthenticityRule[] = [];
  const check = (rule: AuthenticityRule, measured: Measured | null) => {
    if (measured === null) return;
    checked.push(rule);
    if (measured.isBeyond) fired.push({ rule, value: measured.value, limit: LIMITS[rule] });
  };
  const texts = plainTexts(posts.slice(0, TEXT_POSTS).flatMap(({ text }) => (text === '' ? [] : text)));
  const all = texts.join(SEPARATOR);
  check('follows_too_many', followRatio(facts));
  check('spam_phrases', shareOf(texts, 'spam_phrases', SPAM, all));
  check('repeated_post', repeats(texts));
  check('mostly_links', shareOf(texts, 'mostly_links', LINK, all));
  check('never_posted', neverPosted(facts));
  check('default_picture', defaultPicture(facts));
  check('empty_profile', emptyProfile(facts));
  check('inactive', inactive(facts, posts));
  return { fired, checked };
}

interface Measured {
  value: number;
  isBeyond: boolean;
}

function followRatio({ followers, following }: AccountFacts): Measured | null {
  if (followers === null || following === null || followers === 0) return null;
  const value = following / followers;
  return { value, isBeyond: value >= LIMITS.follows_too_many };
}

function shareOf(
  texts: readonly string[],
  rule: 'spam_phrases' | 'mostly_links',
  pattern: RegExp,
  all: string,
): Measured | null {
  if (texts.length < MIN_TEXTS) return null;
  // Most profiles have none, which one search through all texts shows.
  const matching = pattern.test(all) ? texts.filter((text) => pattern.test(text)) : [];
  const value = matching.length / texts.length;
  return { value, isBeyond: value > LIMITS[rule] };
}

/** A separator that texts almost never contain. It is neither a space nor a letter. */
const SEPARATOR = '\0';

/** Ignores case and the amount of space between words. Handles all texts at once, which is faster than one by one. */
function plainTexts(texts: readonly string[]): string[] {
  const plain = plainText(texts.join(SEPARATOR)).split(SEPARATOR);
  return plain.length === texts.length
    ? plain.map((text) => text.trim())
    : texts.map((text) => plainText(text).trim());
}

function plainText(text: string): string {
  return text.toLowerCase().replace(/\s\s+|[^\S ]/g, ' ');
}

/** One expression is faster than one search for each phrase. No phrase has a character with a meaning in it. */
const SPAM = new RegExp(SPAM_PHRASES.join('|'));
const LINK = /https?:\/\/\S/;

/** How often the most frequent text was posted. Most differ in length, so comparing the few texts is faster than hashing them. */
function repeats(texts: readonly string[]): Measured | null {
  if (texts.length === 0) return null;
  let value = 1;
  for (let i = 0; i + value < texts.length; i++) {
    let times = 1;
    for (let later = i + 1; later < texts.length; later++) if (texts[later] === texts[i]) times++;
    if (times > value) value = times;
  }
  return { value, isBeyond: value > LIMITS.repeated_post };
}

function neverPosted({ postsCount }: AccountFacts): Measured | null {
  return postsCount === null ? null : { value: postsCount, isBeyond: postsCount === 0 };
}

/** The age is a lower bound: the account may be older than what is known of it. */
function defaultPicture({ hasDefaultPicture, knownSince, fetchedAt }: AccountFacts): Measured | null {
  if (hasDefaultPicture === null || knownSince === null) return null;
  const value = Math.floor((fetchedAt - knownSince) / DAY_MS);
  return { value, isBeyond: hasDefaultPicture && value >= LIMITS.default_picture };
}

function emptyProfile({ hasBio, hasLocation, following }: AccountFacts): Measured | null {
  if (hasBio === null || hasLocation === null || following === null) return null;
  return { value: following, isBeyond: !hasBio && !hasLocation && following > LIMITS.empty_profile };
}

/** Fewer than three posts, or none for more than 90 days before the reading. */
function inactive({ postsCount, fetchedAt }: AccountFacts, posts: readonly PostCounts[]): Measured | null {
  const newest = posts[0]?.published_at ?? null;
  if (postsCount !== null && postsCount < FEW_POSTS) return { value: postsCount, isBeyond: true };
  if (newest === null) return null;
  const value = Math.floor((fetchedAt - newest) / DAY_MS);
  return { value, isBeyond: value > LIMITS.inactive };
}
