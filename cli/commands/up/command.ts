import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { SETTINGS } from '#cli/settings/keys.ts';
import type { ClusterFlags } from '../cluster-options.ts';
import { CLUSTER_OPTIONS } from '../cluster-options.ts';

export interface UpOptions extends ClusterFlags {
  demo?: boolean;
  port?: number;
  yes?: boolean;
}

export const up: CommandDefinition<UpOptions> = {
  name: 'up',
  summary: 'start the platform',
  group: 'Platform:',
  options: [
    { flags: '--demo', summary: 'load 1,000 made-up profiles and wait until they can be found' },
    {
      flags: '--port <number>',
      summary: 'public port (default: 8080, or a free one)',
      parse: wholeNumber(1, 65_535),
    },
    { flags: '-y, --yes', summary: 'on EKS: agree to what it costs without being asked' },
    {
      flags: '--max-monthly-cost <amount>',
      summary: 'on EKS: make nothing that costs more a month, in US dollars',
      parse: SETTINGS.max_monthly_cost.parse,
    },
    { flags: '--repair', summary: 'on EKS: remove what failed half made, and make it again' },
    ...CLUSTER_OPTIONS,
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: [
    'influscope up --demo',
    'influscope up --name second --port 9000',
    'influscope up --target kubernetes',
    'influscope up --target eks --region us-east-1',
  ],
  load: () => import('./run.ts'),
};
