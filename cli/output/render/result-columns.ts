import type { Profile } from '#domain/profile.ts';
import { formatCount, formatRate, formatShortCount } from '../text/format.ts';
import type { Column } from '../text/table.ts';
import type { ResultColumnName } from './result-column-names.ts';

/** A column of the table of profiles, by the name that `--columns` takes. */
export interface ResultColumn extends Column<Profile> {
  name: ResultColumnName;
  /** Shown unless `--columns` says otherwise. */
  byDefault: boolean;
}

const shown = { byDefault: true };
const onRequest = { byDefault: false, min: 4 };

export const RESULT_COLUMNS: readonly ResultColumn[] = [
  {
    name: 'username',
    title: 'USERNAME',
    // Whole, so that it can be typed: other columns are left out first.
    min: 30,
    yields: 1,
    cell: ({ username, id }) => username ?? id,
    ...shown,
  },
  {
    name: 'name',
    title: 'NAME',
    min: 10,
    yields: 7,
    cell: ({ display_name }) => display_name ?? '-',
    ...shown,
  },
  { name: 'platform', title: 'PLATFORM', min: 8, yields: 2, cell: ({ platform }) => platform, ...shown },
  {
    name: 'followers',
    title: 'FOLLOWERS',
    align: 'right',
    min: 9,
    yields: 3,
    cell: ({ followers }) => (followers === null ? '-' : formatShortCount(followers)),
    ...shown,
  },
  {
    name: 'engagement',
    title: 'ENGAGEMENT',
    align: 'right',
    min: 10,
    yields: 4,
    cell: ({ engagement_rate: rate, engagement: { denominator } }) =>
      rate === null ? '-' : `${formatRate(rate)}${denominator === 'views' ? ' of views' : ''}`,
    ...shown,
  },
  {
    name: 'category',
    title: 'CATEGORY',
    min: 10,
    yields: 5,
    cell: ({ category }) => category ?? '-',
    ...shown,
  },
  { name: 'bio', title: 'BIO', min: 12, yields: 6, cell: ({ bio }) => bio ?? '', ...shown },
  { name: 'id', title: 'ID', yields: 8, cell: ({ id }) => id, ...onRequest },
  {
    name: 'country',
    title: 'COUNTRY',
    yields: 9,
    cell: ({ country }) => country ?? '-',
    ...onRequest,
  },
  {
    name: 'language',
    title: 'LANGUAGE',
    yields: 9,
    cell: ({ language }) => language ?? '-',
    ...onRequest,
  },
  { name: 'tier', title: 'TIER', yields: 9, cell: ({ tier }) => tier ?? '-', ...onRequest },
  { name: 'topics', title: 'TOPICS', yields: 9, cell: ({ topics }) => topics.join(' ') || '-', ...onRequest },
  {
    name: 'posts',
    title: 'POSTS',
    align: 'right',
    yields: 9,
    cell: ({ posts_count: posts }) => (posts === null ? '-' : formatCount(posts)),
    ...onRequest,
  },
  {
    name: 'posts-per-week',
    title: 'POSTS/WEEK',
    align: 'right',
    yields: 9,
    cell: ({ posts_per_week: posts }) => (posts === null ? '-' : String(Number(posts.toPrecision(3)))),
    ...onRequest,
  },
  {
    name: 'last-post',
    title: 'LAST POST',
    yields: 9,
    cell: ({ last_post_at: at }) => at?.slice(0, 10) ?? '-',
    ...onRequest,
  },
  { name: 'url', title: 'URL', yields: 10, cell: ({ url }) => url ?? '-', ...onRequest },
  { name: 'source', title: 'SOURCE', yields: 9, cell: ({ source }) => source, ...onRequest },
];

/** The columns with these names, in this order. The names were checked when the options were parsed. */
export function pickColumns(names: readonly string[] | undefined): ResultColumn[] {
  if (names === undefined) return RESULT_COLUMNS.filter(({ byDefault }) => byDefault);
  return names.flatMap((name) => RESULT_COLUMNS.filter((column) => column.name === name));
}
