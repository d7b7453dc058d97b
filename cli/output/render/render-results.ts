import type { SearchResponse } from '#contract/search.ts';
import type { Profile } from '#domain/profile.ts';
import type { Output } from '../output.ts';
import { formatCount, formatRate, formatShortCount } from '../text/format.ts';
import type { Column } from '../text/table.ts';
import { renderTable } from '../text/table.ts';

const COLUMNS: readonly Column<Profile>[] = [
  {
    title: 'USERNAME',
    min: 12,
    yields: 1,
    cell: ({ username, display_name }) => username ?? display_name ?? '-',
  },
  { title: 'PLATFORM', min: 8, yields: 2, cell: ({ platform }) => platform },
  {
    title: 'FOLLOWERS',
    align: 'right',
    min: 9,
    yields: 3,
    cell: ({ followers }) => (followers === null ? '-' : formatShortCount(followers)),
  },
  {
    title: 'ENGAGEMENT',
    align: 'right',
    min: 10,
    yields: 4,
    cell: ({ engagement_rate: rate }) => (rate === null ? '-' : formatRate(rate)),
  },
  { title: 'CATEGORY', min: 10, yields: 5, cell: ({ category }) => category ?? '-' },
  { title: 'BIO', min: 12, yields: 6, cell: ({ bio, display_name }) => bio ?? display_name ?? '' },
];

const NOTES: Readonly<Record<SearchResponse['matched'], string>> = {
  exact: '',
  fuzzy: ', including similar spellings',
  some: ' that match most of the words; none matches all',
};

/** The table of search results, and remarks. */
export function renderResults(
  response: SearchResponse,
  { columns, color }: Pick<Output, 'columns' | 'color'>,
): { lines: string[]; remarks: string[] } {
  const { count, total, took_ms, matched, next, data } = response;
  if (total === 0) return { lines: [], remarks: ['No profiles found. Use fewer words or wider filters.'] };
  const [heading = '', ...rows] = renderTable(COLUMNS, data, columns);
  return {
    lines: [color ? `\u001b[1m${heading}\u001b[22m` : heading, ...rows],
    remarks: [
      `${formatCount(count)} of ${formatCount(total)} profiles${NOTES[matched]} (${Number(took_ms.toFixed(1))} ms)`,
      ...(next === null ? [] : [`For more results, add --cursor ${next}`]),
    ],
  };
}
