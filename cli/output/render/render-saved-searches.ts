import type { SavedSearch } from '#contract/saved/saved-search.ts';
import type { Output } from '../output.ts';
import { renderTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

export function renderSavedSearches(
  searches: readonly SavedSearch[],
  { tableWidth, color }: Pick<Output, 'tableWidth' | 'color'>,
): Rendered {
  if (searches.length === 0)
    return {
      lines: [],
      remarks: [
        {
          text: 'There are no saved searches. Save one',
          command: ['saved', 'add', 'vegan-de', 'vegan lang:de'],
        },
      ],
    };
  const [heading = '', ...rows] = renderTable<SavedSearch>(
    [
      { title: 'NAME', min: 10, yields: 1, cell: ({ name }) => name },
      { title: 'QUERY', min: 20, yields: 2, cell: ({ query }) => query },
      { title: 'CREATED', min: 10, yields: 3, cell: ({ created_at: at }) => at.slice(0, 10) },
    ],
    searches,
    tableWidth,
  );
  return { lines: [color ? `\u001b[1m${heading}\u001b[22m` : heading, ...rows], remarks: [] };
}
