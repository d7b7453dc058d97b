import type { CommandDefinition } from '#cli/command.ts';

export const kubeconfig: CommandDefinition = {
  name: 'kubeconfig',
  summary: "print the kubeconfig of the platform's cluster alone",
  group: 'Instance:',
  outputs: ['text'],
  examples: ['influscope kubeconfig > platform.kubeconfig'],
  load: () => import('./run.ts'),
};
