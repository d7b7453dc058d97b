import type { CommandDefinition } from '#cli/command.ts';
import { parseDate, parseMapping, wholeNumber } from '#cli/parsers.ts';
import { IMPORT_FORMATS } from '#contract/limits.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { ImportOptions } from './run.ts';

export const importCommand: CommandDefinition<ImportOptions> = {
  name: 'import',
  summary: 'take in profiles from files',
  group: 'Profiles:',
  arguments: [
    {
      flags: '<files...>',
      summary: 'JSON Lines or CSV; - for stdin; demo:N for made-up profiles',
      suggest: 'files',
    },
  ],
  options: [
    {
      flags: '--map <field=column>',
      summary: 'which column holds a field; may be repeated',
      repeatable: true,
      parse: parseMapping,
    },
    { flags: '--platform <platform>', summary: 'of rows that name none', choices: PLATFORMS },
    {
      flags: '--as-of <date>',
      summary: "date of rows that carry none (default: the file's)",
      parse: parseDate,
    },
    { flags: '--format <format>', summary: 'how the files are read', choices: IMPORT_FORMATS },
    { flags: '--seed <number>', summary: 'of demo profiles', parse: wholeNumber(0, Number.MAX_SAFE_INTEGER) },
    { flags: '--verbose', summary: 'report every rejected row' },
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  notes: [
    'A row that cannot be used is reported and never stops the rest. Exit code 0 when',
    'at least one row was accepted, also beside rejected ones (their number is in the',
    'last line, and in the imported event of -o json); 1 when none was; 2 when a file',
    'cannot be read.',
  ],
  examples: [
    'influscope import demo:1000',
    'influscope import creators.csv --platform github --map username=login',
    'zcat profiles.ndjson.gz | influscope import - --as-of 2026-03-01',
  ],
  load: () => import('./run.ts'),
};
