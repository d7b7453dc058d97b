import type { Post } from '#domain/post.ts';
import { MAX_POSTS_PER_PROFILE } from '#domain/post.ts';
import { htmlToText } from '#scraper/reading/fields/html-to-text.ts';
import { buildPosts } from '#scraper/reading/fields/posts.ts';
import { toLine, toText, toUrl } from '#scraper/reading/fields/text.ts';
import type { Reading } from '#scraper/reading.ts';
import type { Absence } from '../source.ts';
import type { Account, Status } from './answers.ts';

/**
 * Why an account must not be stored, by the flags of https://docs.joinmastodon.org/entities/Account/; `null` when it may.
 * `discoverable` is an opt-in, so a missing flag means no.
 */
export function absenceOf(account: Account): Absence | null {
  if (account.suspended === true || account.memorial === true) return 'gone';
  if (account.moved) return 'moved';
  if (account.discoverable !== true || account.noindex === true) return 'opted_out';
  return null;
}

/** `name@domain`, which is the same on every instance; an account's number differs between instances. */
export function fullName(account: Account, homeDomain: string): string {
  return account.acct.includes('@') ? account.acct : `${account.acct}@${homeDomain}`;
}

/** A reading of one account from its home instance. `statuses` newest first. `fetchedAt` in epoch milliseconds. */
export function toReading(
  account: Account,
  domain: string,
  statuses: readonly Status[],
  fetchedAt: number,
): Reading {
  const username = fullName(account, domain);
  const avatar = toUrl(account.avatar, 4_096);
  return {
    source: 'mastodon',
    platform: 'mastodon',
    native_id: null,
    username,
    fetched_at: fetchedAt,
    profile: {
      username,
      display_name: toLine(account.display_name, 256),
      followers: count(account.followers_count),
      following: count(account.following_count),
      posts_count: count(account.statuses_count),
      category: null,
      bio: toText(htmlToText(account.note ?? ''), 5_000),
      verified: null,
      language: null,
      country: null,
      url: toUrl(account.url, 2_048),
      likes_hidden: false,
    },
    avatar: avatar === null ? null : { kind: 'url', url: avatar },
    posts: toPosts(statuses, account.indexable === true, fetchedAt),
    history: [],
  };
}

/** `indexable` is the opt-in to search in posts: without it only the counts are kept. */
function toPosts(statuses: readonly Status[], isIndexable: boolean, fetchedAt: number): Post[] {
  const raws = statuses.slice(0, MAX_POSTS_PER_PROFILE).map((status) => ({
    id: status.id,
    publishedAt: status.created_at,
    text: isIndexable ? htmlToText(status.content ?? '') : null,
    likes: status.favourites_count,
    comments: status.replies_count,
    shares: status.reblogs_count,
    views: null,
    hashtags: isIndexable ? (status.tags ?? []).map(({ name }) => name) : [],
  }));
  return buildPosts(raws, fetchedAt);
}

function count(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
