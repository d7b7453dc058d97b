import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { QUEUE_NAMES } from '#contract/queue-names.ts';
import type { QueuesOptions } from './run.ts';

export const queues: CommandDefinition<QueuesOptions> = {
  name: 'queues',
  summary: 'show queue depth and rates, and manage dead letters',
  group: 'Instance:',
  arguments: [
    { flags: '[action]', summary: 'dead: list messages that failed permanently', choices: ['dead'] },
    { flags: '[queue]', summary: 'only this queue', choices: QUEUE_NAMES },
  ],
  options: [
    { flags: '--show', summary: 'show the messages', conflicts: ['retry', 'discard'] },
    { flags: '--retry', summary: 'retry them', conflicts: ['show', 'discard'] },
    { flags: '--discard', summary: 'delete them', conflicts: ['show', 'retry'] },
    {
      flags: '--id <id>',
      summary: 'select this message, by its id or a prefix; repeatable',
      repeatable: true,
      parse: nonEmpty,
    },
    {
      flags: '-n, --limit <number>',
      summary: 'maximum messages per queue (default: 20)',
      parse: wholeNumber(1, 1_000),
    },
    { flags: '-y, --yes', summary: 'do not ask for confirmation' },
  ],
  outputs: ['table', 'json', 'ndjson'],
  examples: (influscope) => [
    `${influscope} queues`,
    `${influscope} queues dead profile-events`,
    `${influscope} queues dead --show --id 5f3a9c01be22`,
    `${influscope} queues dead profile-events --retry`,
    `${influscope} queues dead profile-events --discard --yes`,
  ],
  load: () => import('./run.ts'),
};

function nonEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new Error('Expected an id from the list of dead letters.');
}
