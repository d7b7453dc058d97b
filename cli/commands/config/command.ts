import type { CommandDefinition } from '#cli/command.ts';
import type { ConfigOptions } from './run.ts';

export const config: CommandDefinition<ConfigOptions> = {
  name: 'config',
  summary: 'show the current settings',
  group: 'Help:',
  arguments: [{ flags: '<action>', summary: 'action', choices: ['show'] }],
  options: [{ flags: '--origin', summary: 'show where each value comes from' }],
  outputs: ['text', 'json'],
  examples: (influscope) => [`${influscope} config show --origin`],
  load: () => import('./run.ts'),
};
