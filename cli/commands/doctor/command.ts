import type { CommandDefinition } from '#cli/command.ts';

export const doctor: CommandDefinition = {
  name: 'doctor',
  summary: 'check the requirements, and show how to fix problems',
  group: 'Instance:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
