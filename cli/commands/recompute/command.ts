import type { CommandDefinition } from '#cli/command.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { RecomputeOptions } from './run.ts';

export const recompute: CommandDefinition<RecomputeOptions> = {
  name: 'recompute',
  summary: 'recompute figures from the stored readings',
  group: 'Profiles:',
  arguments: [
    { flags: '[profiles...]', summary: 'IDs (platform:native-id), @handles or URLs (default: all profiles)' },
  ],
  options: [
    {
      flags: '--platform <names>',
      summary: 'only these platforms, separated by commas',
      suggest: PLATFORMS,
      list: true,
    },
    {
      flags: '--source <names>',
      summary: 'only profiles from these sources, separated by commas',
      suggest: 'sources',
      list: true,
    },
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  examples: (influscope) => [
    `${influscope} recompute`,
    `${influscope} recompute @chef.bsky.social`,
    `${influscope} recompute --platform bluesky,mastodon`,
  ],
  load: () => import('./run.ts'),
};
