import type { CommandDefinition } from '#cli/command.ts';
import type { ConfigOptions } from './run.ts';

export const config: CommandDefinition<ConfigOptions> = {
  name: 'config',
  summary: 'show the settings in force',
  group: 'Help:',
  arguments: [{ flags: '<action>', summary: 'what to do', choices: ['show'] }],
  options: [{ flags: '--origin', summary: 'say where each value comes from' }],
  outputs: ['text', 'json'],
  examples: ['influscope config show --origin'],
  load: () => import('./run.ts'),
};
