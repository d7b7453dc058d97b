import type { Profile } from '#domain/profile.ts';
import { formatCount, formatRate, formatShortCount } from '../text/format.ts';
import { PLATFORM_WIDTH } from '../text/platform-width.ts';
import type { Column } from '../text/table.ts';
import type { ResultColumnName } from './result-column-names.ts';

/** The columns of a table of profiles, by the names that `--columns` takes. */
const COLUMNS: Readonly<Record<ResultColumnName, Column<Profile>>> = {
  username: {
    title: 'USERNAME',
    // Whole, so that it can be typed: other columns are left out first.
    min: 30,
    yields: 1,
    cell: ({ username, id }) => username ?? id,
  },
  name: { title: 'NAME', min: 10, yields: 7, cell: ({ display_name }) => display_name ?? '-' },
  platform: { title: 'PLATFORM', min: PLATFORM_WIDTH, yields: 2, cell: ({ platform }) => platform },
  followers: {
    title: 'FOLLOWERS',
    align: 'right',
    min: 9,
    yields: 3,
    cell: ({ followers }) => (followers === null ? '-' : formatShortCount(followers)),
  },
  engagement: {
    title: 'ENGAGEMENT',
    align: 'right',
    // "12.3% of views"
    min: 14,
    yields: 4,
    cell: ({ engagement_rate: rate, engagement: { denominator } }) =>
      rate === null ? '-' : `${formatRate(rate)}${denominator === 'views' ? ' of views' : ''}`,
  },
  category: { title: 'CATEGORY', min: 10, yields: 5, cell: ({ category }) => category ?? '-' },
  bio: { title: 'BIO', min: 12, yields: 6, cell: ({ bio }) => bio ?? '' },
  id: { title: 'ID', min: 4, yields: 8, cell: ({ id }) => id },
  country: { title: 'COUNTRY', min: 4, yields: 9, cell: ({ country }) => country ?? '-' },
  language: { title: 'LANGUAGE', min: 4, yields: 9, cell: ({ language }) => language ?? '-' },
  tier: { title: 'TIER', min: 4, yields: 9, cell: ({ tier }) => tier ?? '-' },
  topics: { title: 'TOPICS', min: 4, yields: 9, cell: ({ topics }) => topics.join(' ') || '-' },
  posts: {
    title: 'POSTS',
    align: 'right',
    min: 4,
    yields: 9,
    cell: ({ posts_count: posts }) => (posts === null ? '-' : formatCount(posts)),
  },
  'posts-per-week': {
    title: 'POSTS/WEEK',
    align: 'right',
    min: 4,
    yields: 9,
    cell: ({ posts_per_week: posts }) => (posts === null ? '-' : String(Number(posts.toPrecision(3)))),
  },
  'last-post': {
    title: 'LAST POST',
    min: 4,
    yields: 9,
    cell: ({ last_post_at: at }) => at?.slice(0, 10) ?? '-',
  },
  url: { title: 'URL', min: 4, yields: 10, cell: ({ url }) => url ?? '-' },
  source: { title: 'SOURCE', min: 4, yields: 9, cell: ({ source }) => source },
};

const DEFAULT: readonly ResultColumnName[] = [
  'username',
  'name',
  'platform',
  'followers',
  'engagement',
  'category',
  'bio',
];

/** The columns with these names, in this order. */
export function pickColumns(names: readonly ResultColumnName[] = DEFAULT): Column<Profile>[] {
  return names.map((name) => COLUMNS[name]);
}
