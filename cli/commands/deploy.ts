import type { CommandDefinition } from '../command.ts';
import { wholeNumber } from '../parsers.ts';

export interface DeployOptions {
  port?: number;
}

export const deploy: CommandDefinition<DeployOptions> = {
  name: 'deploy',
  summary: 'bring the present code and settings onto the platform',
  group: 'Platform:',
  options: [{ flags: '--port <number>', summary: 'move to this public port', parse: wholeNumber(1, 65_535) }],
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./deploy-run.ts'),
};
