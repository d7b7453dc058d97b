import type { CommandDefinition } from '#cli/command.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { parseRunId } from '../parse-run-id.ts';
import type { RefreshOptions } from './run.ts';

export const refresh: CommandDefinition<RefreshOptions> = {
  name: 'refresh',
  summary: 'read profiles from live sources again',
  group: 'Profiles:',
  arguments: [{ flags: '[profiles...]', summary: 'IDs (platform:native-id), @handles or URLs' }],
  options: [
    { flags: '--all', summary: 'all profiles from live sources', conflicts: ['stale', 'resume', 'stop'] },
    { flags: '--stale', summary: 'profiles that are due', conflicts: ['all', 'resume', 'stop'] },
    { flags: '--source <name>', summary: 'only this live source', suggest: 'live-sources' },
    {
      flags: '--platform <platform>',
      summary: 'platform, if the handle exists on several',
      choices: PLATFORMS,
    },
    {
      flags: '--resume <id>',
      summary: 'follow a running refresh',
      parse: parseRunId,
      conflicts: ['all', 'stale', 'stop'],
    },
    {
      flags: '--stop <id>',
      summary: 'stop a refresh',
      parse: parseRunId,
      conflicts: ['all', 'stale', 'resume'],
    },
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  notes: [
    'InfluScope refreshes profiles automatically. It refreshes larger and more',
    'active profiles more often.',
    'Deleted, private and opted-out accounts leave the index. The refresh',
    'runs in the instance. Ctrl-C ends this command only.',
  ],
  examples: (influscope) => [
    `${influscope} refresh @chef.bsky.social`,
    `${influscope} refresh --stale`,
    `${influscope} refresh --all --source mastodon`,
  ],
  load: () => import('./run.ts'),
};
