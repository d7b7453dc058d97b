import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { offerOptions } from '../target-options.ts';
import type { DeployOptions } from './run.ts';

export const deploy: CommandDefinition<DeployOptions> = {
  name: 'deploy',
  summary: 'deploy the current code and settings',
  group: 'Instance:',
  options: [
    {
      flags: '--port <number>',
      summary: 'move a local instance to this public port',
      parse: wholeNumber(1, 65_535),
    },
    ...offerOptions(['dryRun', 'forceConflicts', 'forceUnlock', 'until', 'phaseTimeout']),
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: ['influscope deploy', 'influscope deploy --dry-run --context staging'],
  load: () => import('./run.ts'),
};
