import type { EntriesAdded, List, ListContent, ListEntry } from '#contract/lists/lists.ts';
import { formatCount, formatRate, formatShortCount, oneLine } from '../text/format.ts';
import { PLATFORM_WIDTH } from '../text/platform-width.ts';
import type { TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

export function renderLists(lists: readonly List[], style: TableStyle): Rendered {
  if (lists.length === 0)
    return {
      lines: [],
      remarks: [{ text: 'There are no lists. See how to add people', command: ['list', '--help'] }],
    };
  const lines = renderStyledTable<List>(
    [
      { title: 'LIST', min: 12, yields: 1, cell: ({ name }) => name },
      { title: 'PEOPLE', align: 'right', min: 6, yields: 2, cell: ({ count }) => formatCount(count) },
      { title: 'CREATED', min: 10, yields: 3, cell: ({ created_at: at }) => at.slice(0, 10) },
    ],
    lists,
    style,
  );
  return { lines, remarks: [] };
}

export function renderList({ name, data }: ListContent, style: TableStyle): Rendered {
  if (data.length === 0)
    return {
      lines: [],
      remarks: [{ text: `"${oneLine(name)}" is empty. See how to add people`, command: ['list', '--help'] }],
    };
  const lines = renderStyledTable<ListEntry>(
    [
      { title: 'USERNAME', min: 16, yields: 2, cell: ({ username, id }) => username ?? id },
      { title: 'PLATFORM', min: PLATFORM_WIDTH, yields: 5, cell: ({ platform }) => platform },
      {
        title: 'FOLLOWERS',
        align: 'right',
        min: 9,
        yields: 6,
        cell: ({ followers }) => (followers === null ? '-' : formatShortCount(followers)),
      },
      {
        title: 'ENGAGEMENT',
        align: 'right',
        min: 10,
        yields: 7,
        cell: ({ engagement_rate: rate }) => (rate === null ? '-' : formatRate(rate)),
      },
      { title: 'STATUS', min: 9, yields: 1, cell: ({ status }) => status },
      { title: 'NOTE', min: 10, yields: 3, cell: ({ note }) => note },
      { title: 'SAVED', min: 10, yields: 4, cell: ({ saved_at: at }) => at.slice(0, 10) },
    ],
    data,
    style,
  );
  return { lines, remarks: [] };
}

/** `spring: 2 added, 1 changed`. */
export function describeAdded({ name, added, changed, unchanged, refused }: EntriesAdded): string {
  const parts = [
    ...(added > 0 ? [`${formatCount(added)} added`] : []),
    ...(changed > 0 ? [`${formatCount(changed)} changed`] : []),
    ...(unchanged > 0 ? [`${formatCount(unchanged)} unchanged`] : []),
    ...(refused > 0 ? [`${formatCount(refused)} not added, because they were forgotten`] : []),
  ];
  return `${oneLine(name)}: ${parts.join(', ')}`;
}
