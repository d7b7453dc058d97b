import type { CommandDefinition } from '#cli/command.ts';
import { SETTING_KEYS } from '#cli/settings/registry.ts';
import type { ConfigOptions } from './run.ts';

export const config: CommandDefinition<ConfigOptions> = {
  name: 'config',
  summary: 'show or change the settings',
  group: 'Help:',
  arguments: [
    { flags: '<action>', summary: 'action', choices: ['show', 'list', 'get', 'set', 'unset'] },
    { flags: '[key]', summary: 'setting to get, set or unset', suggest: SETTING_KEYS },
    { flags: '[value]', summary: 'value to set' },
  ],
  options: [{ flags: '--origin', summary: 'show where each value comes from' }],
  outputs: ['text', 'json'],
  examples: (influscope) => [
    `${influscope} config show --origin`,
    `${influscope} config get port`,
    `${influscope} config set port 9000`,
    `${influscope} config unset port`,
  ],
  notes: [
    'Settings are kept in influscope.yaml or influscope.yml, in this folder or the',
    'nearest parent folder. If there is none, set creates influscope.yaml here.',
    'Flags and INFLUSCOPE_* variables override the file.',
  ],
  load: () => import('./run.ts'),
};
