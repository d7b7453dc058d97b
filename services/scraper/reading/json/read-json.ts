import type { Row } from '../row.ts';
import type { Place, PlacedRow } from '../split-tables.ts';
import { splitTables } from '../split-tables.ts';
import type { Table } from '../table.ts';
import { findRecords, isPerson, startsLikePerson } from './find-records.ts';
import type { Found } from './json-scanner.ts';
import { createJsonScanner } from './json-scanner.ts';

/** Reads JSON documents: each list of records is a table, in the order in which they stand. */
export function readJson(
  chunks: AsyncIterable<Buffer>,
  { name, labels }: Pick<Table, 'name' | 'labels'>,
): AsyncGenerator<Table> {
  return splitTables(placeRows(chunks, name), { name, labels });
}

async function* placeRows(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<PlacedRow[]> {
  const scanner = createJsonScanner(name, startsLikePerson);
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += SLICE_BYTES) {
      const rows = scanner.add(chunk.subarray(from, from + SLICE_BYTES)).flatMap(toRows);
      if (rows.length > 0) yield rows;
    }
  }
  const rows = scanner.end().flatMap(toRows);
  if (rows.length > 0) yield rows;
}

/** So that no work on them holds the event loop for long. */
const SLICE_BYTES = 32 * 1024;

function toRows(found: Found): PlacedRow[] {
  const { line, place } = found;
  if (found.kind === 'rejected')
    return [{ place: null, row: { kind: 'rejected', line, reason: found.reason } }];
  const { value } = found;
  if (isPerson(value)) return [{ place: placeOf(value, place.path), row: { kind: 'value', line, value } }];
  return findRecords(value, place.isElement).map((record) => {
    const path = [place.path, record.path].filter((part) => part !== '').join('.');
    return { place: placeOf(record.value, path), row: toRow(record.value, line) };
  });
}

function toRow(value: unknown, line: number): Row {
  if (!Array.isArray(value)) return { kind: 'value', line, value };
  const cells = value.map((cell) => (cell === null || cell === undefined ? '' : String(cell)));
  return cells.every((cell) => cell.trim() === '')
    ? { kind: 'skipped', line }
    : { kind: 'value', line, value: cells };
}

const ROOT_RECORDS: Place = { path: '', kind: 'records' };

function placeOf(value: unknown, path: string): Place | null {
  if (Array.isArray(value)) return value.length === 0 ? null : { path, kind: 'cells' };
  if (path === '') return ROOT_RECORDS;
  if (typeof value !== 'object' || value === null) return { path, kind: 'records' };
  return { path, kind: 'records', value };
}
