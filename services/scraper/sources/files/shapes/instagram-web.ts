import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import type { Reading } from '#scraper/reading.ts';
import { buildReading } from '../build-reading.ts';
import { toRawPosts } from '../post-object.ts';
import type { RowContext } from '../row-context.ts';
import type { Shape } from '../shape.ts';
import { countOf } from '../shape.ts';

/** A user of Instagram's own web answers, bare or under `data.user` or `graphql.user`. */
export const instagramWeb: Shape = {
  name: 'Instagram web response',
  matches: (row) => userOf(row) !== null,
  read: (row, context) => readInstagramUser(userOf(row) ?? row, context),
};

/** Reads a user by the names of Instagram web responses. */
export function readInstagramUser(user: Record<string, unknown>, context: RowContext): Reading {
  return buildReading(
    {
      platform: 'instagram',
      nativeId: readSourceId(user.id ?? user.pk),
      username: user.username,
      displayName: user.full_name,
      followers: countOf(user.edge_followed_by ?? user.follower_count),
      following: countOf(user.edge_follow ?? user.following_count),
      postsCount: countOf(user.edge_owner_to_timeline_media ?? user.media_count),
      category: user.category_name ?? user.business_category_name ?? user.category,
      bio: user.biography,
      verified: user.is_verified,
      url:
        typeof user.username === 'string'
          ? `https://www.instagram.com/${encodeURIComponent(user.username)}/`
          : null,
      avatar: user.profile_pic_url_hd ?? user.profile_pic_url,
      posts: toRawPosts(user.edge_owner_to_timeline_media),
    },
    context,
  );
}

function userOf(row: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  for (const holder of [row.data, row.graphql, row]) {
    if (!isObject(holder)) continue;
    const user = isObject(holder.user) ? holder.user : holder === row ? row : null;
    if (user !== null && 'username' in user && 'edge_followed_by' in user)
      return user as Record<string, unknown>;
  }
  return null;
}
