import type { CommandDefinition } from '#cli/command.ts';

export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'check what the platform needs, and say how to mend it',
  group: 'Instance:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
