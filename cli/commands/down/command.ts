import type { CommandDefinition } from '#cli/command.ts';
import { offerOptions } from '../target-options.ts';
import type { DownOptions } from './run.ts';

export const down: CommandDefinition<DownOptions> = {
  name: 'down',
  summary: 'stop the instance',
  group: 'Instance:',
  options: [
    {
      flags: '--keep-data',
      summary: 'keep the data (the default on this machine)',
      conflicts: ['deleteData'],
    },
    { flags: '--delete-data', summary: 'delete all data of this instance', conflicts: ['keepData'] },
    { flags: '-y, --yes', summary: 'do not ask for confirmation' },
    ...offerOptions(['forceUnlock']),
  ],
  outputs: ['text', 'json'],
  notes: [
    'On a cluster, the command asks whether to delete the data. On Amazon EKS, it',
    'also lists the resources to delete, asks for confirmation, and saves a receipt.',
    'Exit code 3: billable resources remain or may remain; the receipt lists them',
    'and how to delete them.',
  ],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
