import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { MAX_DISCOVERED, MAX_SNOWBALL, MIN_FOLLOWERS } from '#contract/limits.ts';
import { parseRunId } from '../parse-run-id.ts';
import type { DiscoverOptions } from './run.ts';

const OTHER_RUN = ['source', 'limit', 'seed', 'minFollowers', 'snowball'] as const;

export const discover: CommandDefinition<DiscoverOptions> = {
  name: 'discover',
  summary: 'find creators on a live source',
  group: 'Profiles:',
  arguments: [{ flags: '[topic...]', summary: 'words that the creators write about' }],
  options: [
    { flags: '--source <name>', summary: 'live source (default: bluesky)', suggest: 'live-sources' },
    {
      flags: '--limit <number>',
      summary: 'maximum profiles to keep (default: 100)',
      parse: wholeNumber(1, MAX_DISCOVERED),
    },
    {
      flags: '--seed <handle>',
      summary: 'search around this account, list or starter pack; repeatable',
      repeatable: true,
      parse: parseSeed,
    },
    {
      flags: '--min-followers <number>',
      summary: `ignore smaller accounts (default: ${MIN_FOLLOWERS}, unless configured)`,
      parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    },
    {
      flags: '--snowball <number>',
      summary: 'also search around this many of the kept accounts (default: 5 with --seed)',
      parse: wholeNumber(0, MAX_SNOWBALL),
    },
    {
      flags: '--resume <id>',
      summary: 'follow a running discovery',
      parse: parseRunId,
      conflicts: [...OTHER_RUN, 'stop'],
    },
    {
      flags: '--stop <id>',
      parse: parseRunId,
      summary: 'stop a discovery; its profiles are kept',
      conflicts: [...OTHER_RUN, 'resume'],
    },
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  notes: [
    'The discovery runs in the instance. Ctrl-C ends this command only. The command',
    'returns when the profiles are searchable. Exit code 1: no profile was found, or',
    'the discovery failed.',
  ],
  examples: (influscope) => [
    `${influscope} discover "vegan food"`,
    `${influscope} discover climate --source mastodon --limit 500`,
    `${influscope} discover --seed @chef.bsky.social --min-followers 5000`,
    `${influscope} discover --resume 5f3a9c01-be22-4e1c-9a57-0d6f1c8b7e42`,
  ],
  load: () => import('./run.ts'),
};

function parseSeed(text: string): string {
  const seed = text.trim();
  if (seed.replace(/^@/, '') !== '' && seed.length <= 256) return seed;
  throw new Error('Expected a handle such as @chef.bsky.social, or the URL of a list.');
}
