import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { QUEUE_NAMES } from '#contract/queue-names.ts';
import type { QueuesOptions } from './run.ts';

export const queues: CommandDefinition<QueuesOptions> = {
  name: 'queues',
  summary: 'show how full the queues are, and what was given up',
  group: 'Instance:',
  arguments: [
    { flags: '[action]', summary: 'dead: the messages that were given up', choices: ['dead'] },
    { flags: '[queue]', summary: 'of this queue alone', choices: QUEUE_NAMES },
  ],
  options: [
    { flags: '--show', summary: 'the messages themselves', conflicts: ['retry', 'discard'] },
    { flags: '--retry', summary: 'send them again', conflicts: ['show', 'discard'] },
    { flags: '--discard', summary: 'delete them', conflicts: ['show', 'retry'] },
    {
      flags: '--id <id>',
      summary: 'only this one; its beginning is enough; may be repeated',
      repeatable: true,
      parse: nonEmpty,
    },
    {
      flags: '-n, --limit <number>',
      summary: 'list at most that many of a queue (default: 20)',
      parse: wholeNumber(1, 1_000),
    },
    { flags: '-y, --yes', summary: 'do not ask before discarding' },
  ],
  outputs: ['table', 'json', 'ndjson'],
  examples: [
    'influscope queues',
    'influscope queues dead profile-events',
    'influscope queues dead --show --id 5f3a9c01be22',
    'influscope queues dead profile-events --retry',
    'influscope queues dead profile-events --discard --yes',
  ],
  load: () => import('./run.ts'),
};

function nonEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new Error('Expected an id; influscope queues dead lists them.');
}
