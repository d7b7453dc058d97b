import type { CommandDefinition } from '#cli/command.ts';
import { ROTATED_PARTS } from '#cli/targets/target.ts';
import { offerOptions } from '../target-options.ts';

export const secrets: CommandDefinition = {
  name: 'secrets',
  summary: 'create, rotate or repair credentials on a cluster',
  group: 'Instance:',
  arguments: [
    {
      flags: '<action>',
      summary:
        'create prints a Secret for kubectl; rotate replaces credentials without downtime; restore writes the saved copy back; reset makes the servers accept the Secret',
      choices: ['create', 'rotate', 'restore', 'reset'],
    },
    { flags: '[parts...]', summary: `what to rotate (default: all): ${ROTATED_PARTS.join(', ')}` },
  ],
  options: offerOptions(['forceUnlock']),
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: (influscope) => [
    `${influscope} secrets create | kubectl apply -f -`,
    `${influscope} secrets rotate`,
  ],
  load: () => import('./run.ts'),
};
