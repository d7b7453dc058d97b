import type { CommandDefinition } from '#cli/command.ts';
import type { ExplainOptions } from './run.ts';

export const explain: CommandDefinition<ExplainOptions> = {
  name: 'explain',
  summary: 'show what is wrong, why, and how to fix it',
  group: 'Instance:',
  arguments: [{ flags: '[object]', summary: 'only this object on a cluster: api, deployment/api, or a pod' }],
  options: [{ flags: '--bundle <file>', summary: 'also write a support bundle (.tar.gz) without secrets' }],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: (influscope) => [
    `${influscope} explain`,
    `${influscope} explain deployment/api`,
    `${influscope} explain --bundle report.tar.gz`,
  ],
  load: () => import('./run.ts'),
};
