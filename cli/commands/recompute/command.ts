import type { CommandDefinition } from '#cli/command.ts';

export const recompute: CommandDefinition = {
  name: 'recompute',
  summary: 'compute all figures again from the stored readings',
  group: 'Profiles:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
