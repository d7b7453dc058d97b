import type { CommandDefinition } from '#cli/command.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { ShowOptions } from './run.ts';

export const show: CommandDefinition<ShowOptions> = {
  name: 'show',
  aliases: ['get', 'view'],
  summary: 'show one profile and how its figures were computed',
  group: 'Profiles:',
  arguments: [{ flags: '<profile...>', summary: 'name, @handle, URL or ID (platform:native-id)' }],
  options: [
    {
      flags: '--platform <platform>',
      summary: 'platform, if the handle exists on several',
      choices: PLATFORMS,
    },
  ],
  outputs: ['text', 'json'],
  examples: (influscope) => [
    `${influscope} show @torvalds --platform github`,
    `${influscope} show https://github.com/torvalds`,
    `${influscope} show github:1024025 -o json`,
  ],
  load: () => import('./run.ts'),
};
