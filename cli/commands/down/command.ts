import type { CommandDefinition } from '#cli/command.ts';
import { FORCE_UNLOCK } from '../cluster-options.ts';

export interface DownOptions {
  forceUnlock?: boolean;
  keepData?: boolean;
  deleteData?: boolean;
  yes?: boolean;
}

export const down: CommandDefinition<DownOptions> = {
  name: 'down',
  summary: 'stop the platform; a cluster asks about its data',
  group: 'Platform:',
  options: [
    {
      flags: '--keep-data',
      summary: 'keep the data (what a local platform does anyway)',
      conflicts: ['deleteData'],
    },
    { flags: '--delete-data', summary: 'delete everything of this platform', conflicts: ['keepData'] },
    { flags: '-y, --yes', summary: 'ask nothing' },
    FORCE_UNLOCK,
  ],
  outputs: ['text', 'json'],
  notes: [
    'On Amazon EKS it shows what it deletes, asks, and saves a receipt beside the',
    'state. Exit code 3 there: something is left that bills, or may be; message and',
    'receipt name it, and the command that removes it.',
  ],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
