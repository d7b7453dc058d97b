import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { buildReading } from '../build-reading.ts';
import type { Shape } from '../shape.ts';

/** A profile of a Bluesky AppView: `getProfiles`, `searchActors`, `getFollowers`. */
export const blueskyActor: Shape = {
  name: 'Bluesky profile',
  matches: (row) =>
    typeof row.did === 'string' && row.did.startsWith('did:') && typeof row.handle === 'string',
  read: (row, context) =>
    buildReading(
      {
        platform: 'bluesky',
        nativeId: readSourceId(row.did),
        username: row.handle,
        displayName: row.displayName,
        followers: row.followersCount,
        following: row.followsCount,
        postsCount: row.postsCount,
        bio: row.description,
        url:
          typeof row.handle === 'string'
            ? `https://bsky.app/profile/${encodeURIComponent(row.handle)}`
            : null,
        avatar: row.avatar,
        fetchedAt: row.fetched_at,
      },
      context,
    ),
};
