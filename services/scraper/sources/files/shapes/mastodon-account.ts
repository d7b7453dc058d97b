import { buildReading } from '../build-reading.ts';
import type { Shape } from '../shape.ts';

/**
 * An account of Mastodon's API. Its number is of one server only, and so is `acct` without a host: the handle is
 * `name@host`, with the host of the account's address.
 */
export const mastodonAccount: Shape = {
  name: 'Mastodon account',
  matches: (row) =>
    typeof row.acct === 'string' && ('note' in row || 'statuses_count' in row || 'followers_count' in row),
  read: (row, context) =>
    buildReading(
      {
        platform: 'mastodon',
        username: fullHandle(String(row.acct), row.url),
        displayName: row.display_name,
        followers: row.followers_count,
        following: row.following_count,
        postsCount: row.statuses_count,
        bio: row.note,
        url: row.url,
        avatar: row.avatar_static ?? row.avatar,
      },
      context,
    ),
};

function fullHandle(acct: string, url: unknown): string {
  if (acct.includes('@')) return acct;
  const host = typeof url === 'string' ? URL.parse(url)?.hostname : undefined;
  return host === undefined ? acct : `${acct}@${host}`;
}
