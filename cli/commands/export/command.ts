import type { CommandDefinition } from '#cli/command.ts';
import { SELECTION_OPTIONS } from '../search/selection.ts';
import { EXPORT_FORMATS } from './formats.ts';
import type { ExportOptions } from './run.ts';

export const exportCommand: CommandDefinition<ExportOptions> = {
  name: 'export',
  aliases: ['dump', 'download'],
  summary: 'write all profiles that match, as CSV or JSON',
  group: 'Profiles:',
  arguments: [
    { flags: '[query...]', summary: 'query as in search; without it, all profiles', suggest: 'query' },
  ],
  options: [
    {
      flags: '--format <format>',
      summary: 'format (default: from the file name, otherwise csv)',
      choices: EXPORT_FORMATS,
    },
    {
      flags: '-o, --output <file>',
      summary: 'file to write; replaces an existing file (default: stdout)',
      suggest: 'files',
    },
    ...SELECTION_OPTIONS,
  ],
  outputs: [],
  examples: (influscope) => [
    `${influscope} export --output creators.csv`,
    `${influscope} export 'fitness lang:de' --followers 10k -o fitness.jsonl`,
  ],
  notes: [
    'Profiles are ordered by ID. An incomplete export fails. An existing file is',
    'replaced only after the export is complete; - as the file means stdout.',
  ],
  load: () => import('./run.ts'),
};
