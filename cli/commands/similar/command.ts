import type { CommandDefinition } from '#cli/command.ts';
import { wholeNumber } from '#cli/parsers.ts';
import { MAX_SIMILAR } from '#contract/limits.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { SimilarOptions } from './run.ts';

export const similar: CommandDefinition<SimilarOptions> = {
  name: 'similar',
  aliases: ['like'],
  summary: 'find similar creators, and show what they share',
  group: 'Profiles:',
  arguments: [{ flags: '<profile...>', summary: 'name, @handle, URL or ID (platform:native-id)' }],
  options: [
    {
      flags: '--platform <platform>',
      summary: 'platform of the profile, if the handle exists on several',
      choices: PLATFORMS,
    },
    {
      flags: '--where <query>',
      summary: 'query that the results must match, e.g. "platform:tiktok followers:10k..100k"',
    },
    {
      flags: '-n, --limit <number>',
      summary: 'maximum results (default: 10)',
      parse: wholeNumber(1, MAX_SIMILAR),
    },
  ],
  outputs: ['table', 'json', 'ndjson'],
  examples: (influscope) => [
    `${influscope} similar @torvalds --platform github`,
    `${influscope} similar github:1024025 --where followers:10k.. -n 20`,
    `${influscope} similar @torvalds -o ndjson`,
  ],
  load: () => import('./run.ts'),
};
