import type { CommandDefinition } from '#cli/command.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { ForgetOptions } from './run.ts';

export const forget: CommandDefinition<ForgetOptions> = {
  name: 'forget',
  summary: 'remove everything about a person, for good',
  group: 'Profiles:',
  arguments: [{ flags: '<who>', summary: 'id (platform:native-id), @handle or URL of the profile' }],
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
