import type { CommandDefinition } from '#cli/command.ts';

export const cost: CommandDefinition = {
  name: 'cost',
  summary: 'show the current and accumulated cost',
  group: 'Instance:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: (influscope) => [`${influscope} cost`, `${influscope} cost -o json | jq .month`],
  notes: [
    'Computed from the existing resources and dated prices, without taxes, discounts',
    'and usage charges. The AWS bill itself lags by about a day.',
  ],
  load: () => import('./run.ts'),
};
