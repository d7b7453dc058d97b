import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { buildReading } from '../build-reading.ts';
import type { Shape } from '../shape.ts';
import { firstOf } from '../shape.ts';

/** A user of the API v1.1 of X. */
export const xV1User: Shape = {
  name: 'X API v1.1 user',
  matches: (row) =>
    'screen_name' in row && ('id_str' in row || 'friends_count' in row || 'statuses_count' in row),
  read: (row, context) =>
    buildReading(
      {
        platform: 'x',
        // As a number it has lost its last digits.
        nativeId: readSourceId(firstOf(row.id_str, row.id)),
        username: row.screen_name,
        displayName: row.name,
        followers: row.followers_count,
        following: row.friends_count,
        postsCount: row.statuses_count,
        bio: row.description,
        verified: row.verified,
        language: row.lang,
        country: row.location,
        url:
          typeof row.screen_name === 'string' ? `https://x.com/${encodeURIComponent(row.screen_name)}` : null,
        avatar: row.profile_image_url_https,
      },
      context,
    ),
};
