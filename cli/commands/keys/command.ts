import type { CommandDefinition } from '#cli/command.ts';
import { readRate, readRights } from './read-options.ts';
import type { KeysOptions } from './run.ts';

export const keys: CommandDefinition<KeysOptions> = {
  name: 'keys',
  summary: 'add, list and revoke API keys of the instance',
  group: 'Instance:',
  arguments: [
    { flags: '[action]', summary: 'action (default: list)', choices: ['add', 'list', 'revoke'] },
    { flags: '[name]', summary: 'name of the key' },
  ],
  options: [
    {
      flags: '--rights <rights>',
      summary: 'add: search, export, mcp, separated by commas (default: search)',
      parse: readRights,
    },
    { flags: '--rate <rate>', summary: 'add: maximum requests, e.g. 60/min', parse: readRate },
  ],
  outputs: ['table', 'json', 'ndjson'],
  examples: (influscope) => [
    `${influscope} keys add newsletter --rights search,export --rate 60/min`,
    `${influscope} keys list`,
    `${influscope} keys revoke newsletter`,
  ],
  notes: [
    'The key is shown once. The public API requires a key if the setting',
    'require_keys is true. The setting api_key is the key that commands send.',
  ],
  load: () => import('./run.ts'),
};
