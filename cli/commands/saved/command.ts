import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import type { SavedOptions } from './run.ts';

export const saved: CommandDefinition<SavedOptions> = {
  name: 'saved',
  summary: 'save searches on the instance, and run them by name',
  group: 'Profiles:',
  arguments: [
    {
      flags: '[action]',
      summary: 'action (default: list)',
      choices: ['add', 'list', 'run', 'remove'],
    },
    { flags: '[name]', summary: 'name of the saved search' },
    { flags: '[query...]', summary: 'add: query as in search', suggest: 'query' },
  ],
  options: [
    { flags: '--replace', summary: 'add: replace a saved search with the same name' },
    {
      flags: '-n, --limit <number>',
      summary: 'run: maximum results (default: 20)',
      parse: wholeNumber(1, 10_000),
    },
  ],
  outputs: ['table', 'json', 'ndjson', 'csv'],
  examples: (influscope) => [
    `${influscope} saved add vegan-de 'vegan lang:de followers:10k..100k'`,
    `${influscope} saved list`,
    `${influscope} saved run vegan-de -n 50`,
    `${influscope} saved remove vegan-de`,
  ],
  notes: ['Saved searches are stored on the instance: everyone who uses it shares them.'],
  load: () => import('./run.ts'),
};
