import type { CommandDefinition } from '#cli/command.ts';

export const history: CommandDefinition = {
  name: 'history',
  summary: 'list deploys: who, when, images, settings',
  group: 'Instance:',
  outputs: ['table', 'json', 'ndjson'],
  examples: (influscope) => [`${influscope} history`, `${influscope} history -o json`],
  load: () => import('./run.ts'),
};
