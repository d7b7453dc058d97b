import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import type { ColumnMap, Field } from './fields/columns.ts';
import { listColumns, locateFields, normalizeName } from './fields/columns.ts';
import type { Frame } from './frame.ts';
import { frameRows } from './frame.ts';
import { InputFault } from './input-fault.ts';
import type { Row } from './row.ts';
import { BINARY, MAX_ROW_BYTES, NOT_UTF8, TOO_LONG } from './row.ts';

export interface CsvOptions {
  name: string;
  newline: number;
  /** `,`, `;` or a tab. */
  delimiter: string;
  map: ColumnMap;
}

/** A cell by its field; `undefined` where the file has no such column. */
export type CsvValue = (field: Field) => string | undefined;

/**
 * Reads CSV with a header. The value of a row is a `CsvValue`. Throws `InputFault` when the header does not name a
 * column for the username, or the map a column that is not there.
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  options: CsvOptions,
): AsyncGenerator<Iterable<Row>> {
  const { newline, delimiter } = options;
  const frameOptions = { newline, delimiter: delimiter.charCodeAt(0), maxRowBytes: MAX_ROW_BYTES };
  let header: Header | undefined;
  for await (const frames of frameRows(chunks, frameOptions)) {
    const rows = parseFrames(frames, options).values();
    if (header === undefined) {
      const leading: Row[] = [];
      for (const row of rows) {
        if (row.kind === 'cells') header = toHeader(row.cells, options);
        else leading.push(row);
        if (header !== undefined) break;
      }
      yield leading;
    }
    const found = header;
    if (found !== undefined) yield rows.map((row) => (row.kind === 'cells' ? toRow(row, found) : row));
  }
  if (header === undefined) throw noHeader(options, []);
}

type CellRow = { kind: 'cells'; line: number; cells: string[] };

interface Header {
  columns: string[];
  normal: string[];
  fields: Map<Field, number>;
}

function toHeader(columns: string[], options: CsvOptions): Header {
  const fields = locateFields(columns, options.map);
  if (!fields.has('username')) throw noHeader(options, columns);
  return { columns, normal: columns.map(normalizeName), fields };
}

function noHeader({ name }: CsvOptions, columns: string[]): InputFault {
  const seen = columns.length > 0 ? `(columns: ${listColumns(columns)})` : '(no header line)';
  return new InputFault(
    'no_username_column',
    `${name}: no column is known to hold the username ${seen}`,
    'Name it: --map username=COLUMN',
  );
}

function toRow({ line, cells }: CellRow, { columns, normal, fields }: Header): Row {
  if (
    cells.length === columns.length &&
    cells.every((cell, index) => normalizeName(cell) === normal[index])
  ) {
    return { kind: 'skipped', line };
  }
  const surplus = cells.slice(columns.length).some((cell) => cell.trim() !== '');
  if (cells.length < columns.length || surplus) {
    return { kind: 'rejected', line, reason: `has ${cells.length} cells, the header has ${columns.length}` };
  }
  const value: CsvValue = (field) => {
    const index = fields.get(field);
    return index === undefined ? undefined : cells[index];
  };
  return { kind: 'value', line, value };
}

function parseFrames(frames: readonly Frame[], options: CsvOptions): (Row | CellRow)[] {
  const usable = frames.filter((frame) => refusal(frame) === null);
  const records = parseRecords(usable, options);
  let next = 0;
  return frames.map((frame) => {
    const { line } = frame;
    const reason = refusal(frame);
    if (reason !== null) return { kind: 'rejected', line, reason };
    const cells = records[next++];
    if (typeof cells === 'string') return { kind: 'rejected', line, reason: cells };
    if (cells === undefined || cells.every((cell) => cell.trim() === '')) return { kind: 'skipped', line };
    return { kind: 'cells', line, cells };
  });
}

function refusal({ bytes, unclosed }: Frame): string | null {
  if (unclosed) return 'a quoted cell is never closed';
  if (bytes === null) return TOO_LONG;
  if (bytes.includes(0)) return BINARY;
  return isUtf8(bytes) ? null : NOT_UTF8;
}

/** The cells of each frame, or why it has none. */
function parseRecords(frames: readonly Frame[], options: CsvOptions): (string[] | string)[] {
  const together = parseBytes(
    frames.map((frame) => frame.bytes as Buffer),
    options,
  );
  if (Array.isArray(together) && together.length === frames.length) return together;
  // One of them is at fault: each by itself tells which.
  return frames.map((frame) => {
    const records = parseBytes([frame.bytes as Buffer], options);
    if (typeof records === 'string') return records;
    return records.length === 1 ? (records[0] as string[]) : 'its quotes do not match';
  });
}

function parseBytes(rows: readonly Buffer[], { newline, delimiter }: CsvOptions): string[][] | string {
  if (rows.length === 0) return [];
  const end = Buffer.of(newline);
  const terminator = String.fromCharCode(newline);
  try {
    return parse(Buffer.concat(rows.flatMap((row) => [row, end])), {
      delimiter,
      record_delimiter: terminator === '\n' ? ['\r\n', '\n'] : [terminator],
      relax_quotes: true,
      relax_column_count: true,
    });
  } catch (error) {
    if (error instanceof CsvError) return `not CSV: ${error.message.slice(0, 120)}`;
    throw error;
  }
}
