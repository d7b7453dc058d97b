import type { CommandDefinition } from '#cli/command.ts';

export const recompute: CommandDefinition = {
  name: 'recompute',
  summary: 'recompute all figures from the stored readings',
  group: 'Profiles:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
