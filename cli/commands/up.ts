import type { CommandDefinition } from '../command.ts';
import { wholeNumber } from '../parsers.ts';
import type { ClusterFlags } from './cluster-options.ts';
import { CLUSTER_OPTIONS } from './cluster-options.ts';

export interface UpOptions extends ClusterFlags {
  demo?: boolean;
  port?: number;
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
    ...CLUSTER_OPTIONS,
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: [
    'influscope up --demo',
    'influscope up --name second --port 9000',
    'influscope up --target kubernetes',
  ],
  load: () => import('./up-run.ts'),
};
