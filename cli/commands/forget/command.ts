import type { CommandDefinition } from '#cli/command.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { PERSON_ARGUMENT } from '../person-argument.ts';
import type { ForgetOptions } from './run.ts';

export const forget: CommandDefinition<ForgetOptions> = {
  name: 'forget',
  summary: 'permanently delete all data about a person',
  group: 'Profiles:',
  arguments: [PERSON_ARGUMENT],
  options: [
    {
      flags: '--platform <platform>',
      summary: 'platform, if the handle exists on several, or is not stored yet',
      choices: PLATFORMS,
    },
    { flags: '-y, --yes', summary: 'do not ask for confirmation' },
  ],
  outputs: ['text', 'json'],
  examples: (influscope) => [
    `${influscope} forget @somebody --platform instagram`,
    `${influscope} forget https://bsky.app/profile/somebody.example --yes`,
    `${influscope} forget github:1024025 --yes -o json > receipt.json`,
  ],
  load: () => import('./run.ts'),
};
