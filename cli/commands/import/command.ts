import type { CommandDefinition } from '#cli/command.ts';
import { parseDate, parseMapping, wholeNumber } from '#cli/parsers.ts';
import { IMPORT_FORMATS } from '#contract/limits.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { ImportOptions } from './import-options.ts';

export const importCommand: CommandDefinition<ImportOptions> = {
  name: 'import',
  summary: 'import profiles from files',
  group: 'Profiles:',
  arguments: [
    {
      flags: '<files...>',
      summary: 'files or https URLs with profiles or posts; - for stdin; demo:N',
      suggest: 'files',
    },
  ],
  options: [
    {
      flags: '--map <field=column>',
      summary: 'column to read a field from; repeatable',
      repeatable: true,
      parse: parseMapping,
    },
    { flags: '--platform <platform>', summary: 'platform for rows that do not name one', choices: PLATFORMS },
    { flags: '--no-header', summary: 'the first row is data; use column numbers in --map: username=1' },
    { flags: '--sheet <name>', summary: 'import only this sheet, or this file in an archive' },
    { flags: '--dry-run', summary: 'show what would be imported, and import nothing' },
    {
      flags: '--save-mapping <name>',
      summary: 'save --map, --platform, --no-header and --sheet under this name',
    },
    { flags: '--mapping <name>', summary: 'use the options saved under this name' },
    {
      flags: '--as-of <date>',
      summary: 'date for rows without one (default: date of the file)',
      parse: parseDate,
    },
    { flags: '--format <format>', summary: 'file format', choices: IMPORT_FORMATS },
    {
      flags: '--seed <number>',
      summary: 'seed for generated profiles',
      parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    },
    { flags: '--verbose', summary: 'report every rejected row' },
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  notes: [
    'Columns are recognized by their names, in any language, and by their values.',
    'Known exports and API responses are recognized too. --dry-run shows how a file',
    'is read. Unreadable values are counted and skipped, and invalid rows are',
    'reported; neither stops the import. Exit code 0: at least one row was accepted.',
    '1: no row was accepted. 2: a file cannot be read, or its platform is unknown.',
  ],
  examples: (influscope) => [
    `${influscope} import demo:1000`,
    `${influscope} import creators.csv --dry-run`,
    `${influscope} import creators.csv --map username=login --save-mapping team`,
    `${influscope} import next-month.csv --mapping team`,
    `${influscope} import profiles.ndjson.gz --as-of 2026-03-01`,
    `${influscope} import https://example.com/creators.xlsx`,
  ],
  load: () => import('./run.ts'),
};
