import type { HistoryPoint } from '#domain/profile.ts';
import { parseCount } from '#scraper/reading/fields/count.ts';
import { parseDate } from '#scraper/reading/fields/date.ts';
import { readSourceId } from '#scraper/reading/fields/identity.ts';
import { isObject } from '#scraper/reading/fields/posts.ts';
import { buildReading } from '../build-reading.ts';
import { toRawPosts } from '../post-object.ts';
import type { Shape } from '../shape.ts';
import { firstOf } from '../shape.ts';

const MAX_HISTORY = 100;

/**
 * A profile of Instagram as Bright Data writes it: `account`, with the biography or the posts beside it. `likes: -1` on
 * a post says that they are hidden.
 */
export const brightDataInstagram: Shape = {
  name: 'Bright Data Instagram profile',
  matches: (row) =>
    typeof row.account === 'string' &&
    ('biography' in row || Array.isArray(row.posts)) &&
    !('x_id' in row) &&
    !('platform' in row) &&
    !String(row.url ?? '').includes('tiktok.com'),
  read(row, context) {
    const posts = toRawPosts(row.posts);
    const hidden = posts.some(({ likes }) => likes === -1);
    const allHidden = hidden && posts.every(({ likes }) => parseCount(likes) === null || likes === -1);
    return buildReading(
      {
        platform: 'instagram',
        nativeId: readSourceId(row.id),
        username: row.account,
        displayName: firstOf(row.full_name, row.profile_name),
        followers: row.followers,
        following: row.following,
        postsCount: row.posts_count,
        category: firstOf(row.category_name, row.business_category_name),
        bio: row.biography,
        verified: row.is_verified,
        country: row.country_code,
        url:
          typeof row.account === 'string'
            ? `https://www.instagram.com/${encodeURIComponent(row.account)}/`
            : null,
        avatar: row.profile_image_link,
        fetchedAt: row.timestamp,
        likesHidden: allHidden,
        ...(row.avg_engagement !== undefined && { reported: { rate: row.avg_engagement } }),
        posts,
        history: (fetchedAt) => readHistory(row.changelog, fetchedAt),
      },
      context,
    );
  },
};

/** Earlier readings, oldest first; without a date, or later than this reading, they are left out. */
function readHistory(changelog: unknown, fetchedAt: number): HistoryPoint[] {
  if (!Array.isArray(changelog)) return [];
  const points = new Map<number, HistoryPoint>();
  for (const entry of changelog.filter(isObject)) {
    const at = parseDate(entry.timestamp);
    if (typeof at !== 'number' || at >= fetchedAt) continue;
    points.set(at, {
      at,
      followers: countOrNull(entry.followers),
      following: countOrNull(entry.following),
      posts_count: countOrNull(entry.posts_count),
    });
  }
  return [...points.values()].sort((a, b) => a.at - b.at).slice(-MAX_HISTORY);
}

function countOrNull(value: unknown): number | null {
  const count = parseCount(value);
  return typeof count === 'number' ? count : null;
}
