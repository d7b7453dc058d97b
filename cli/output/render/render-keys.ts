import type { Key } from '#contract/keys/keys.ts';
import { formatCount } from '../text/format.ts';
import type { TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

export function renderKeys(keys: readonly Key[], style: TableStyle): Rendered {
  if (keys.length === 0)
    return {
      lines: [],
      remarks: [{ text: 'There are no API keys. Add one', command: ['keys', 'add', 'my-app'] }],
    };
  const lines = renderStyledTable<Key>(
    [
      { title: 'KEY', min: 12, yields: 1, cell: ({ name }) => name },
      { title: 'RIGHTS', min: 10, yields: 3, cell: ({ rights }) => rights.join(', ') },
      {
        title: 'RATE',
        min: 8,
        yields: 6,
        cell: ({ rate_per_minute: rate }) => (rate === null ? '-' : `${formatCount(rate)}/min`),
      },
      { title: 'REQUESTS', align: 'right', min: 8, yields: 2, cell: ({ requests }) => formatCount(requests) },
      { title: 'REFUSED', align: 'right', min: 7, yields: 5, cell: ({ refused }) => formatCount(refused) },
      {
        title: 'LAST USED',
        min: 16,
        yields: 4,
        cell: ({ last_used_at: at }) => (at === null ? 'never' : at.slice(0, 16).replace('T', ' ')),
      },
      { title: 'ADDED', min: 10, yields: 7, cell: ({ created_at: at }) => at.slice(0, 10) },
    ],
    keys,
    style,
  );
  return { lines, remarks: [] };
}
