import { buildPosts } from '#scraper/reading/fields/posts.ts';
import { toLine, toText, toUrl } from '#scraper/reading/fields/text.ts';
import type { Reading } from '#scraper/reading.ts';
import type { Account, Media } from './answers.ts';

/**
 * A reading of one account. Its id belongs to the Graph API and differs from the one that lists and exports hold, so the
 * name identifies the account. `fetchedAt` in epoch milliseconds.
 */
export function toReading(account: Account, posts: readonly Media[], fetchedAt: number): Reading {
  const { username } = account;
  const avatar = toUrl(account.profile_picture_url, 4_096);
  return {
    source: 'instagram',
    platform: 'instagram',
    native_id: null,
    username,
    fetched_at: fetchedAt,
    profile: {
      username,
      display_name: toLine(account.name, 256),
      followers: count(account.followers_count),
      following: count(account.follows_count),
      posts_count: count(account.media_count),
      category: null,
      bio: toText(account.biography, 5_000),
      verified: null,
      language: null,
      country: null,
      url: `https://www.instagram.com/${encodeURIComponent(username)}/`,
      likes_hidden: false,
    },
    avatar: avatar === null ? null : { kind: 'url', url: avatar },
    posts: buildPosts(
      posts.map((media) => ({
        id: media.id,
        publishedAt: media.timestamp,
        text: media.caption,
        likes: media.like_count,
        comments: media.comments_count,
        views: media.view_count,
      })),
      fetchedAt,
    ),
    history: [],
  };
}

function count(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
