import type { CommandDefinition } from '../command.ts';

export const secrets: CommandDefinition = {
  name: 'secrets',
  summary: 'make the credentials of a platform on a cluster',
  group: 'Platform:',
  arguments: [{ flags: '<action>', summary: 'create prints a Secret for kubectl', choices: ['create'] }],
  outputs: ['text'],
  examples: ['influscope secrets create | kubectl apply -f -'],
  load: () => import('./secrets-run.ts'),
};
