import type { CommandDefinition } from '#cli/command.ts';

export const ls: CommandDefinition = {
  name: 'ls',
  aliases: ['instances'],
  summary: 'list the instances on this machine',
  group: 'Instance:',
  outputs: ['table', 'json', 'ndjson'],
  examples: (influscope) => [`${influscope} ls`, `${influscope} ls -o json`],
  load: () => import('./run.ts'),
};
