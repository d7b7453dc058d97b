import type { CommandDefinition } from '#cli/command.ts';
import type { StatusOptions } from './run.ts';

export const status: CommandDefinition<StatusOptions> = {
  name: 'status',
  summary: 'say whether the platform runs, and how it is',
  group: 'Instance:',
  options: [{ flags: '-w, --watch', summary: 'go on, and show each change' }],
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
