import type { CommandDefinition } from '#cli/command.ts';
import type { ReindexOptions } from './run.ts';

export const reindex: CommandDefinition<ReindexOptions> = {
  name: 'reindex',
  summary: 'rebuild the search index',
  group: 'Profiles:',
  options: [
    {
      flags: '--allow-shrink',
      summary: 'replace the index even if the records store has fewer profiles',
    },
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  load: () => import('./run.ts'),
};
