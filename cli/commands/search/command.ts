import type { CommandDefinition } from '#cli/command.ts';
import type { ResultColumnName } from '#cli/output/render/result-column-names.ts';
import { RESULT_COLUMN_NAMES } from '#cli/output/render/result-column-names.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { MAX_PAGING_DEPTH, SORTS } from '#contract/limits.ts';
import { parseRange } from '#contract/query/parse-range.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { SearchOptions } from './run.ts';

export const search: CommandDefinition<SearchOptions> = {
  name: 'search',
  aliases: ['find'],
  summary: 'find profiles',
  group: 'Profiles:',
  arguments: [{ flags: '[words...]', summary: 'words that must all match' }],
  options: [
    {
      flags: '-n, --limit <number>',
      summary: 'maximum results (default: 20)',
      parse: wholeNumber(1, MAX_PAGING_DEPTH),
    },
    {
      flags: '--platform <names>',
      summary: 'one or more, separated by commas',
      suggest: PLATFORMS,
      list: true,
    },
    {
      flags: '--category <names>',
      summary: 'one or more, separated by commas',
      suggest: 'categories',
      list: true,
    },
    {
      flags: '--source <names>',
      summary: 'one or more, separated by commas',
      suggest: 'sources',
      list: true,
    },
    {
      flags: '--followers <range>',
      summary: 'e.g. 10k..1M, 5000.., ..1M',
      parse: range,
      suggest: ['1k..10k', '10k..100k', '100k..1M', '1M..'],
    },
    {
      flags: '--engagement <range>',
      summary: 'in percent, e.g. 3.., 1..5',
      parse: range,
      suggest: ['1..', '3..', '5..', '10..'],
    },
    {
      flags: '--reported-engagement <range>',
      summary: 'engagement stated by the source, in percent',
      parse: range,
      suggest: ['1..', '3..', '5..', '10..'],
    },
    { flags: '--sort <order>', summary: 'order of the results', choices: SORTS },
    { flags: '--cursor <cursor>', summary: 'continue where an earlier search ended' },
    {
      flags: '--columns <names>',
      summary: 'columns of the table, separated by commas',
      parse: columnNames,
      suggest: RESULT_COLUMN_NAMES,
      list: true,
    },
    { flags: '--wide', summary: 'do not truncate the table to the terminal width' },
    { flags: '--facets', summary: 'show the number of results per platform, category …' },
  ],
  outputs: ['table', 'json', 'ndjson', 'csv'],
  examples: (influscope) => [
    `${influscope} search tech`,
    `${influscope} search coffee roaster --platform instagram --followers 10k..1M`,
    `${influscope} search --engagement 3.. --sort engagement -o csv > creators.csv`,
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

/** Checked before anything is sent; the service parses it again. */
function range(text: string): string {
  const parsed = parseRange(text);
  if ('fault' in parsed) throw new Error(`${parsed.fault}.`);
  return text;
}
