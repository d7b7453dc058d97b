import type { Hint } from '#contract/hint/hint.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';
import { InputFault } from '../input-fault.ts';
import { fileOf, unpackHint } from '../unpack-hint.ts';

/** What the first bytes say an input is. `text` where they say nothing. */
export type Container = 'gzip' | 'zstd' | 'zip' | 'text';

/** Bytes that tell every kind. */
export const SIGNATURE_BYTES = 16;

const CONTAINERS: readonly (readonly [string, Container])[] = [
  ['\x1f\x8b', 'gzip'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'zip'],
];

/** Kinds that are known and not read: what it is, and what to do. */
const REFUSED: readonly (readonly [string, string, Hint | ((name: string) => Hint)])[] = [
  ['BZh', 'is compressed with bzip2', (name) => unpackHint(name, (file) => ['bunzip2', '-c', file])],
  ['\xfd7zXZ', 'is compressed with xz', (name) => unpackHint(name, (file) => ['xz', '-dc', file])],
  [
    '7z\xbc\xaf\x27\x1c',
    'is a 7-Zip archive',
    (name) => unpackHint(name, (file) => ['7z', 'x', '-so', file]),
  ],
  ['Rar!', 'is a RAR archive', (name) => unpackHint(name, (file) => ['unrar', 'p', '-inul', file])],
  ['PK\x07\x08', 'is one part of a split ZIP archive', joinParts],
  [
    '\xd0\xcf\x11\xe0',
    'is an old Excel workbook, or one with a password',
    { text: 'save it as XLSX without a password, or as CSV' },
  ],
  ['%PDF', 'is a PDF', { text: 'save the table as CSV or XLSX' }],
  [
    'SQLite format 3',
    'is an SQLite database',
    (name) => ({
      text: 'export a table with sqlite3 -json, and import that file; list the tables',
      shell: [`sqlite3 ${quoteShell([fileOf(name) ?? 'profiles.db'])} .tables`],
    }),
  ],
  ['PAR1', 'is a Parquet file', (name) => unpackHint(name, readParquet)],
  ['Obj\x01', 'is an Avro file', { text: 'save the rows as JSON Lines' }],
  ['\x89PNG', 'is a picture', { text: 'import a table: CSV, JSON, XLSX or ODS' }],
  ['\xff\xd8\xff', 'is a picture', { text: 'import a table: CSV, JSON, XLSX or ODS' }],
  ['GIF8', 'is a picture', { text: 'import a table: CSV, JSON, XLSX or ODS' }],
  ['\x7fELF', 'is a program', { text: 'import a table: CSV, JSON, XLSX or ODS' }],
];

/** Throws `InputFault` for kinds that are known and not read. */
export function tellContainer(head: Buffer, name: string): Container {
  const start = head.toString('latin1', 0, SIGNATURE_BYTES);
  for (const [signature, container] of CONTAINERS) if (start.startsWith(signature)) return container;
  for (const [signature, what, hint] of REFUSED) {
    if (start.startsWith(signature)) {
      const advice = typeof hint === 'function' ? hint(name) : hint;
      throw new InputFault('binary_input', `${name} ${what}`, advice);
    }
  }
  return 'text';
}

function joinParts(name: string): Hint {
  const file = fileOf(name);
  const text = 'join the parts';
  return file === null ? { text } : { text, shell: [['zip', '-s', '0', file, '--out', 'whole.zip']] };
}

function readParquet(file: string): string[] {
  return ['duckdb', '-json', '-c', `select * from '${file.replaceAll("'", "''")}'`];
}
