import type { CommandDefinition } from '#cli/command.ts';
import { STATUSES } from '#contract/lists/saved-creator.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { ListOptions } from './run.ts';

export const list: CommandDefinition<ListOptions> = {
  name: 'list',
  aliases: ['lists', 'shortlist'],
  summary: 'manage lists of creators with a status and a note',
  group: 'Profiles:',
  arguments: [
    {
      flags: '[action]',
      summary: 'action (default: show all lists)',
      choices: ['add', 'show', 'rename', 'remove', 'import'],
    },
    { flags: '[name]', summary: 'name of the list' },
    {
      flags: '[people...]',
      summary:
        'add, remove: @handle, URL or ID (platform:native-id); import: a CSV file, or -; rename: new name',
    },
  ],
  options: [
    { flags: '--note <text>', summary: 'add: note about these people' },
    { flags: '--status <status>', summary: 'add: status of these people', choices: STATUSES },
    {
      flags: '--platform <platform>',
      summary: 'platform, if a handle exists on several',
      choices: PLATFORMS,
    },
    { flags: '-y, --yes', summary: 'remove: do not ask for confirmation' },
  ],
  outputs: ['table', 'json', 'ndjson', 'csv'],
  examples: (influscope) => [
    `${influscope} list add spring @somebody --status contacted`,
    `${influscope} list show spring`,
    `${influscope} list show spring -o csv > spring.csv`,
    `${influscope} list import spring shortlist.csv`,
    `${influscope} list rename spring 'spring 2026'`,
    `${influscope} list remove spring @somebody`,
    `${influscope} list remove spring --yes`,
  ],
  notes: [
    'The instance stores lists; the browser stores the shortlist of the page.',
    'Both read and write the same CSV format.',
    'Without people, remove deletes the list. To list instances, use ls.',
  ],
  load: () => import('./run.ts'),
};
