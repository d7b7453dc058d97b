import type { CommandDefinition } from '#cli/command.ts';

export const reindex: CommandDefinition = {
  name: 'reindex',
  summary: 'rebuild the search index',
  group: 'Profiles:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
