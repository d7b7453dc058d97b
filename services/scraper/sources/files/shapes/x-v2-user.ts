import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { buildReading } from '../build-reading.ts';
import type { Shape } from '../shape.ts';
import { part } from '../shape.ts';

/** A user of the API v2 of X. */
export const xV2User: Shape = {
  name: 'X API v2 user',
  matches: (row) =>
    'username' in row && isObject(row.public_metrics) && 'followers_count' in row.public_metrics,
  read(row, context) {
    const metrics = part(row, 'public_metrics');
    return buildReading(
      {
        platform: 'x',
        nativeId: readSourceId(row.id),
        username: row.username,
        displayName: row.name,
        followers: metrics.followers_count,
        following: metrics.following_count,
        postsCount: metrics.tweet_count,
        bio: row.description,
        verified: row.verified,
        country: row.location,
        url: typeof row.username === 'string' ? `https://x.com/${encodeURIComponent(row.username)}` : null,
        avatar: row.profile_image_url,
      },
      context,
    );
  },
};
