import type { CommandDefinition } from '#cli/command.ts';
import { ROTATED_PARTS } from '#cli/targets/target.ts';
import { FORCE_UNLOCK } from '../cluster-options.ts';

export interface SecretsOptions {
  forceUnlock?: boolean;
}

export const secrets: CommandDefinition<SecretsOptions> = {
  name: 'secrets',
  summary: 'make, change or repair credentials on a cluster',
  group: 'Platform:',
  arguments: [
    {
      flags: '<action>',
      summary:
        'create prints a Secret for kubectl; rotate changes them without downtime; restore writes the saved copy back; reset makes the servers accept the Secret',
      choices: ['create', 'rotate', 'restore', 'reset'],
    },
    { flags: '[parts...]', summary: `what rotate changes (default: all): ${ROTATED_PARTS.join(', ')}` },
  ],
  options: [FORCE_UNLOCK],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: ['influscope secrets create | kubectl apply -f -', 'influscope secrets rotate'],
  load: () => import('./run.ts'),
};
