import type { CommandDefinition } from '#cli/command.ts';
import type { ResultColumnName } from '#cli/output/render/result-column-names.ts';
import { RESULT_COLUMN_NAMES } from '#cli/output/render/result-column-names.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { MAX_PAGING_DEPTH, SORTS } from '#contract/limits.ts';
import type { SearchOptions } from './run.ts';
import { SELECTION_OPTIONS } from './selection.ts';

const MAX_PAGE = 1_000;

export const search: CommandDefinition<SearchOptions> = {
  name: 'search',
  aliases: ['find'],
  summary: 'find profiles',
  group: 'Profiles:',
  arguments: [
    {
      flags: '[query...]',
      summary: 'words, field:value, OR, -excluded; all parts must match',
      suggest: 'query',
    },
  ],
  options: [
    {
      flags: '-n, --limit <number>',
      summary: 'maximum results (default: 20)',
      parse: wholeNumber(1, MAX_PAGING_DEPTH),
    },
    { flags: '--plain', summary: 'read the query as plain words, e.g. bakers in Berlin under 50k followers' },
    ...SELECTION_OPTIONS,
    { flags: '--sort <order>', summary: 'order of the results', choices: SORTS },
    { flags: '--page <number>', summary: 'page of the results', parse: wholeNumber(1, MAX_PAGE) },
    {
      flags: '--cursor <cursor>',
      summary: 'continue after the results of an earlier search',
      conflicts: ['page'],
    },
    {
      flags: '--columns <names>',
      summary: 'columns of the table, separated by commas',
      parse: columnNames,
      suggest: RESULT_COLUMN_NAMES,
      list: true,
    },
    { flags: '--wide', summary: 'do not truncate the table to the terminal width' },
    { flags: '--facets', summary: 'show the number of results per platform, category …' },
    { flags: '--no-pager', summary: 'do not show a long table in a pager' },
  ],
  outputs: ['table', 'json', 'ndjson', 'csv'],
  examples: (influscope) => [
    `${influscope} search tech`,
    `${influscope} search coffee roaster --platform instagram --followers 10k..1M`,
    `${influscope} search 'vegan OR vegetarian -crypto er:>=3 sort:growth'`,
    `${influscope} search --plain vegan bakers in Berlin under 50k followers`,
    `${influscope} search --engagement 3 --sort engagement -o csv > creators.csv`,
  ],
  notes: [
    'Without a query, lists all profiles. Query language: docs/search.md.',
    'For more than 10,000 results, use influscope export.',
  ],
  load: () => import('./run.ts'),
};

function columnNames(text: string): ResultColumnName[] {
  return text.split(',').map((given) => {
    const name = RESULT_COLUMN_NAMES.find((known) => known === given.trim().toLowerCase());
    if (name === undefined) throw new Error(`Expected names of ${RESULT_COLUMN_NAMES.join(', ')}.`);
    return name;
  });
}
