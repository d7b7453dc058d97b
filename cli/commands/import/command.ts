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
      summary: 'column that holds a field; may be repeated',
      repeatable: true,
      parse: parseMapping,
    },
    { flags: '--platform <platform>', summary: 'platform of rows that name none', choices: PLATFORMS },
    { flags: '--no-header', summary: 'the first row holds data; --map takes places: username=1' },
    { flags: '--sheet <name>', summary: 'import only this sheet, or this member of an archive' },
    { flags: '--dry-run', summary: 'show what would be imported, and import nothing' },
    { flags: '--save-mapping <name>', summary: 'remember --map, --platform, --no-header and --sheet' },
    { flags: '--mapping <name>', summary: 'use what was remembered under this name' },
    {
      flags: '--as-of <date>',
      summary: "date of rows that have none (default: the file's)",
      parse: parseDate,
    },
    { flags: '--format <format>', summary: 'file format', choices: IMPORT_FORMATS },
    {
      flags: '--seed <number>',
      summary: 'seed of generated profiles',
      parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    },
    { flags: '--verbose', summary: 'report every rejected row' },
  ],
  outputs: ['text', 'json'],
  streamsEvents: true,
  notes: [
    'Columns are found by their names, in any language, and by their values. Known',
    'exports and API answers are recognized. --dry-run shows how a file is read.',
    'An unreadable value is counted and left out, an invalid row is reported;',
    'neither stops the import. Exit code 0 when at least one row was accepted, 1',
    'when none was, 2 when a file cannot be read or its platform is unknown.',
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
