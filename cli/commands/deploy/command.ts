import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import type { ClusterFlags } from '../cluster-options.ts';
import { CLUSTER_OPTIONS } from '../cluster-options.ts';

export interface DeployOptions extends ClusterFlags {
  port?: number;
}

export const deploy: CommandDefinition<DeployOptions> = {
  name: 'deploy',
  summary: 'bring the present code and settings onto the platform',
  group: 'Platform:',
  options: [
    {
      flags: '--port <number>',
      summary: 'move a local platform to this public port',
      parse: wholeNumber(1, 65_535),
    },
    ...CLUSTER_OPTIONS,
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: ['influscope deploy', 'influscope deploy --dry-run --context staging'],
  load: () => import('./run.ts'),
};
