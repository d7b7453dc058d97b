import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import type { AlertsOptions } from './run.ts';

/** The types of `services/contract/alerts/alert.ts`, without its schemas. */
const MAX_ALERTS = 500;

export const alerts: CommandDefinition<AlertsOptions> = {
  name: 'alerts',
  summary: 'show the alerts of saved searches',
  group: 'Profiles:',
  options: [
    { flags: '-f, --follow', summary: 'keep printing new alerts' },
    {
      flags: '-n, --limit <number>',
      summary: 'number of newest alerts to show (default: 20)',
      parse: wholeNumber(1, MAX_ALERTS),
    },
  ],
  outputs: ['text', 'json', 'ndjson'],
  runsWith: 'follow',
  examples: (influscope) => [
    `${influscope} alerts`,
    `${influscope} alerts -n 100 -o json`,
    `${influscope} alerts --follow -o ndjson >> alerts.ndjson`,
  ],
  notes: [
    'To raise alerts, use saved add NAME QUERY --new-matches. The log keeps the',
    'newest 10,000 alerts. With --follow, each alert is one line, also with -o json.',
  ],
  load: () => import('./run.ts'),
};
