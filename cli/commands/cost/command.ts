import type { CommandDefinition } from '#cli/command.ts';

export const cost: CommandDefinition = {
  name: 'cost',
  summary: 'say what the platform costs now, and what it has cost',
  group: 'Instance:',
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: ['influscope cost', 'influscope cost -o json | jq .month'],
  notes: [
    'Reckoned from what is there now, at prices of a known date; without taxes,',
    'discounts and what bills by use. The bill of AWS itself is a day behind.',
  ],
  load: () => import('./run.ts'),
};
