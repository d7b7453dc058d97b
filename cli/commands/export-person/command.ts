import type { CommandDefinition } from '#cli/command.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { PERSON_ARGUMENT } from '../person-argument.ts';
import type { ExportOptions } from './run.ts';

export const exportPerson: CommandDefinition<ExportOptions> = {
  name: 'export-person',
  summary: 'print all stored data about a person as JSON',
  group: 'Profiles:',
  arguments: [PERSON_ARGUMENT],
  options: [
    {
      flags: '--platform <platform>',
      summary: 'platform, if the handle exists on several',
      choices: PLATFORMS,
    },
    { flags: '--pictures', summary: 'include the pictures, encoded as base64' },
  ],
  outputs: ['json'],
  examples: (influscope) => [
    `${influscope} export-person @somebody > somebody.json`,
    `${influscope} export-person github:1024025 --pictures`,
  ],
  load: () => import('./run.ts'),
};
