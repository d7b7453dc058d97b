import type { SavedSearch } from '#contract/saved/saved-search.ts';
import type { TableStyle } from '../text/table.ts';
import { renderStyledTable } from '../text/table.ts';
import type { Rendered } from '../write-rows.ts';

export function renderSavedSearches(searches: readonly SavedSearch[], style: TableStyle): Rendered {
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
  const lines = renderStyledTable<SavedSearch>(
    [
      { title: 'NAME', min: 10, yields: 1, cell: ({ name }) => name },
      { title: 'QUERY', min: 20, yields: 2, cell: ({ query }) => query },
      { title: 'ALERTS', min: 10, yields: 3, cell: ({ alerts }) => describeAlerts(alerts) },
      { title: 'TO', min: 10, yields: 4, cell: ({ to }) => to.join(', ') },
      { title: 'CREATED', min: 10, yields: 5, cell: ({ created_at: at }) => at.slice(0, 10) },
    ],
    searches,
    style,
  );
  return { lines, remarks: [] };
}

/** `new matches, growth over 10%`. */
function describeAlerts({ new_matches, growth_over, engagement_falls_over }: SavedSearch['alerts']): string {
  return [
    ...(new_matches ? ['new matches'] : []),
    ...(growth_over === null ? [] : [`growth over ${growth_over}%`]),
    ...(engagement_falls_over === null ? [] : [`engagement falls over ${engagement_falls_over}%`]),
  ].join(', ');
}
