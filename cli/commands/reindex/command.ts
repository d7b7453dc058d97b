import type { CommandDefinition } from '#cli/command.ts';

export const reindex: CommandDefinition = {
  name: 'reindex',
  summary: 'make the search index again from the records',
  group: 'Profiles:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
