import type { CommandDefinition } from '../command.ts';
import { wholeNumber } from '../parsers.ts';

export interface UpOptions {
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
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: ['influscope up --demo', 'influscope up --name second --port 9000'],
  load: () => import('./up-run.ts'),
};
