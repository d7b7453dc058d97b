import type { CommandDefinition } from '#cli/command.ts';

export interface StatusOptions {
  watch?: boolean;
}

export const status: CommandDefinition<StatusOptions> = {
  name: 'status',
  summary: 'say whether the platform runs, and how it is',
  group: 'Platform:',
  options: [{ flags: '-w, --watch', summary: 'go on, and show each change' }],
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
