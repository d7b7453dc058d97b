import type { CommandDefinition } from '#cli/command.ts';
import { parseSince, wholeNumber } from '#cli/parsers.ts';
import type { LogsOptions } from './run.ts';

export const logs: CommandDefinition<LogsOptions> = {
  name: 'logs',
  summary: 'show the logs of the services',
  group: 'Instance:',
  arguments: [
    {
      flags: '[service]',
      summary: 'only this service',
      choices: ['api', 'scraper', 'indexer', 'analytics'],
    },
  ],
  options: [
    { flags: '-f, --follow', summary: 'keep printing new lines' },
    {
      flags: '-n, --lines <number>',
      summary: 'lines from the end (default: 100)',
      parse: wholeNumber(0, 1_000_000),
    },
    {
      flags: '--tail <number>',
      summary: 'same as --lines',
      parse: wholeNumber(0, 1_000_000),
      conflicts: ['lines'],
    },
    { flags: '--since <time>', summary: 'only newer lines: 10m, 2h or a date', parse: parseSince },
  ],
  outputs: ['text', 'json'],
  runsWith: 'follow',
  notes: [
    'Lines are shown as the programs wrote them: nothing is masked.',
    '`explain` and its bundle mask secrets.',
  ],
  examples: (influscope) => [`${influscope} logs indexer -f`, `${influscope} logs --since 10m -o json`],
  load: () => import('./run.ts'),
};
