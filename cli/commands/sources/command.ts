import type { CommandDefinition } from '#cli/command.ts';

export const sources: CommandDefinition = {
  name: 'sources',
  summary: 'list live sources with their budgets and last errors',
  group: 'Profiles:',
  outputs: ['table', 'json', 'ndjson'],
  examples: (influscope) => [`${influscope} sources`, `${influscope} sources -o json`],
  load: () => import('./run.ts'),
};
