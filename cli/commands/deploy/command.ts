import type { CommandDefinition } from '#cli/command.ts';
import { settingOption } from '#cli/settings/registry.ts';
import { offerOptions } from '../target-options.ts';
import type { DeployOptions } from './run.ts';

export const deploy: CommandDefinition<DeployOptions> = {
  name: 'deploy',
  summary: 'deploy the current code and settings',
  group: 'Instance:',
  options: [
    settingOption('port', { summary: 'move a local instance to this public port' }),
    ...offerOptions(['dryRun', 'forceConflicts', 'forceUnlock', 'rollback', 'until', 'phaseTimeout']),
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: (influscope) => [`${influscope} deploy`, `${influscope} deploy --dry-run --context staging`],
  load: () => import('./run.ts'),
};
