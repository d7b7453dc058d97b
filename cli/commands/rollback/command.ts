import type { CommandDefinition } from '#cli/command.ts';
import { offerOptions } from '../target-options.ts';

export const rollback: CommandDefinition = {
  name: 'rollback',
  summary: 'return the services to an earlier deploy',
  group: 'Instance:',
  arguments: [
    {
      flags: '[revision]',
      summary: 'revision number from `history` (default: the last good revision before the current one)',
    },
  ],
  options: offerOptions(['forceConflicts', 'forceUnlock']),
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: (influscope) => [`${influscope} rollback`, `${influscope} rollback 3`],
  load: () => import('./run.ts'),
};
