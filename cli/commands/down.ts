import type { CommandDefinition } from '../command.ts';

export interface DownOptions {
  keepData?: boolean;
  deleteData?: boolean;
  yes?: boolean;
}

export const down: CommandDefinition<DownOptions> = {
  name: 'down',
  summary: 'stop the platform; a local one keeps its data',
  group: 'Platform:',
  options: [
    {
      flags: '--keep-data',
      summary: 'keep the data (what a local platform does anyway)',
      conflicts: ['deleteData'],
    },
    { flags: '--delete-data', summary: 'delete everything of this platform', conflicts: ['keepData'] },
    { flags: '-y, --yes', summary: 'ask nothing' },
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./down-run.ts'),
};
