import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import type { SavedOptions } from './run.ts';

export const saved: CommandDefinition<SavedOptions> = {
  name: 'saved',
  summary: 'save searches on the instance and run them by name',
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
    { flags: '--new-matches', summary: 'add: alert when a new person matches' },
    {
      flags: '--growth-over <percent>',
      summary: 'add: alert when the follower growth of a person rises above this percentage',
      parse: parsePercent,
    },
    {
      flags: '--engagement-falls <percent>',
      summary: 'add: alert when the engagement rate of a person falls by more than this percentage',
      parse: parseFall,
    },
    {
      flags: '--to <address>',
      summary: 'add: send alerts to https://…, file:NAME or mailto:ADDRESS; repeatable',
      repeatable: true,
    },
    { flags: '--plain', summary: 'add: read the query as plain words, and save the query they become' },
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
    `${influscope} saved add berlin --plain 'vegan bakers in Berlin under 50k'`,
    `${influscope} saved add vegan vegan --new-matches --to file:new.ndjson`,
    `${influscope} saved list`,
    `${influscope} saved run vegan-de -n 50`,
    `${influscope} saved remove vegan-de`,
  ],
  notes: [
    'The instance stores saved searches, so all its users share them.',
    'To see the alerts of all saved searches, use alerts.',
  ],
  load: () => import('./run.ts'),
};

function parsePercent(text: string): number {
  const value = Number(text.trim().replace(/\s*%$/, ''));
  if (text.trim() !== '' && value > 0 && value <= 10_000) return value;
  throw new Error('Expected a percentage above 0, such as 10.');
}

/** A rate cannot fall by all of itself, so such a rule would never raise an alert. */
function parseFall(text: string): number {
  const value = parsePercent(text);
  if (value < 100) return value;
  throw new Error('Expected a percentage above 0 and below 100, such as 20.');
}
