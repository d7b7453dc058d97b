import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { buildReading } from '../build-reading.ts';
import { toRawPosts } from '../post-object.ts';
import type { Shape } from '../shape.ts';

/** A profile as Apify's Instagram scrapers write it, with its newest posts. */
export const apifyInstagram: Shape = {
  name: 'Apify Instagram profile',
  matches: (row) =>
    'username' in row &&
    'followersCount' in row &&
    ('latestPosts' in row || 'followsCount' in row || 'businessCategoryName' in row),
  read: (row, context) =>
    buildReading(
      {
        platform: 'instagram',
        nativeId: readSourceId(row.id),
        username: row.username,
        displayName: row.fullName,
        followers: row.followersCount,
        following: row.followsCount,
        postsCount: row.postsCount,
        category: row.businessCategoryName,
        bio: row.biography,
        verified: row.verified,
        url: row.url,
        avatar: row.profilePicUrlHD ?? row.profilePicUrl,
        fetchedAt: row.scrapedAt ?? row.fetched_at,
        posts: [...toRawPosts(row.latestPosts), ...toRawPosts(row.latestIgtvVideos)],
      },
      context,
    ),
};
