import type { CommandDefinition } from '#cli/command.ts';
import type { StatusOptions } from './run.ts';

export const status: CommandDefinition<StatusOptions> = {
  name: 'status',
  aliases: ['ps'],
  summary: 'show whether the instance is running and healthy',
  group: 'Instance:',
  options: [{ flags: '-w, --watch', summary: 'keep running, and show each change' }],
  outputs: ['text', 'json'],
  streamsEvents: true,
  runsWith: 'watch',
  load: () => import('./run.ts'),
};
