import type { Hint } from '#contract/hint/hint.ts';
import { InputFault } from '../input-fault.ts';

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
const REFUSED: readonly (readonly [string, string, Hint])[] = [
  ['BZh', 'is compressed with bzip2', { pipe: 'bunzip2 -c FILE', command: ['import', '-'] }],
  ['\xfd7zXZ', 'is compressed with xz', { pipe: 'xz -dc FILE', command: ['import', '-'] }],
  ['7z\xbc\xaf\x27\x1c', 'is a 7-Zip archive', { pipe: '7z x -so FILE', command: ['import', '-'] }],
  ['Rar!', 'is a RAR archive', { pipe: 'unrar p -inul FILE', command: ['import', '-'] }],
  [
    'PK\x07\x08',
    'is one part of a split ZIP archive',
    { text: 'join the parts', shell: ['zip -s 0 FILE --out whole.zip'] },
  ],
  [
    '\xd0\xcf\x11\xe0',
    'is an old Excel workbook, or one with a password',
    { text: 'save it as XLSX without a password, or as CSV' },
  ],
  ['%PDF', 'is a PDF', { text: 'save the table as CSV or XLSX' }],
  [
    'SQLite format 3',
    'is an SQLite database',
    { pipe: `sqlite3 -json FILE 'select * from TABLE'`, command: ['import', '-'] },
  ],
  ['PAR1', 'is a Parquet file', { pipe: `duckdb -json -c "select * from 'FILE'"`, command: ['import', '-'] }],
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
      throw new InputFault('binary_input', `${name} ${what}`, hint);
    }
  }
  return 'text';
}
