import type { CommandDefinition } from '#cli/command.ts';

export const kubeconfig: CommandDefinition = {
  name: 'kubeconfig',
  summary: 'print a kubeconfig for the cluster of the instance',
  group: 'Instance:',
  outputs: ['text'],
  examples: (influscope) => [`${influscope} kubeconfig > instance.kubeconfig`],
  load: () => import('./run.ts'),
};
