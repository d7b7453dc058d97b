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
    { flags: '-y, --yes', summary: 'do not ask' },
    ...offerOptions(['forceUnlock']),
  ],
  outputs: ['text', 'json'],
  notes: [
    'On a cluster it asks whether to delete the data. On Amazon EKS it also shows',
    'what it will delete, asks, and saves a receipt. Exit code 3: something that',
    'bills remains, or may remain; the receipt names it and how to remove it.',
  ],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
