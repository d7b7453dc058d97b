import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { buildReading } from '../build-reading.ts';
import type { Shape } from '../shape.ts';

/** A user of GitHub's REST API. */
export const githubUser: Shape = {
  name: 'GitHub user',
  matches: (row) =>
    typeof row.login === 'string' &&
    typeof row.id === 'number' &&
    ('html_url' in row || 'node_id' in row || 'public_repos' in row),
  read: (row, context) =>
    buildReading(
      {
        platform: 'github',
        nativeId: readSourceId(row.id),
        username: row.login,
        displayName: row.name,
        followers: row.followers,
        following: row.following,
        postsCount: row.public_repos,
        bio: row.bio,
        country: row.location,
        url: row.html_url,
        avatar: row.avatar_url,
      },
      context,
    ),
};
