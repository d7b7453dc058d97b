import type { CommandDefinition } from '../command.ts';

export const status: CommandDefinition = {
  name: 'status',
  summary: 'say whether the platform runs, and how it is',
  group: 'Platform:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./status-run.ts'),
};
