import type { Hint } from '#contract/hint/hint.ts';
import type { ImportQuerystring, ImportSuggestion } from '#contract/import/import.ts';
import { PLATFORMS } from '#domain/platform.ts';
import { withinTime } from '#lib/async/within-time.ts';
import type { Field } from '../mapping/field.ts';
import type { InferOptions } from '../mapping/infer-mapping.ts';
import { inferMapping, SAMPLE_ROWS, UnknownColumn } from '../mapping/infer-mapping.ts';
import type { TableMapping } from '../mapping/table-mapping.ts';
import { listColumns } from '../reading/fields/columns.ts';
import type { Row } from '../reading/row.ts';
import type { Table } from '../reading/table.ts';
import { createCellReader } from '../sources/files/cell-reader.ts';
import { createRecordReader } from '../sources/files/record-reader.ts';
import type { TableContext, TableReader } from '../sources/files/table-reader.ts';
import { AnswerableFault } from './answerable-fault.ts';
import type { SourceRow } from './run-import.ts';

export interface TableOptions extends InferOptions {
  /** The command of this import with something changed, for hints. */
  command(changes: Partial<ImportQuerystring>): string[];
  context: TableContext;
  /** A table is understood, before its rows are read. `headerLine` from 1. */
  onTable(table: Table, mapping: TableMapping, headerLine: number | null): void;
}

/** A table that holds no people, or whose platform only a person can tell. */
export class TableFault extends AnswerableFault {
  readonly question: TableMapping['questions'][number];
  constructor(
    code: TableMapping['questions'][number],
    message: string,
    hint: Hint,
    suggestion: ImportSuggestion,
  ) {
    super(code, message, hint, suggestion);
    this.question = code;
  }
}

/** Bytes of text that are held back to look at, about. */
const SAMPLE_LENGTH = 4_000_000;
/** Rows of a stream that pauses are judged by what has come, so that its first rows are not held for its last. */
const SAMPLE_PAUSE_MS = 1_000;

/**
 * The rows of one table, in batches. Its first rows are held back until its columns are understood. Throws
 * `TableFault` when it cannot be imported, after its rows have been passed over.
 */
export async function* readTable(table: Table, options: TableOptions): AsyncGenerator<Iterable<SourceRow>> {
  const { sample, rest } = await takeSample(table);
  const values = sample.filter((row) => row.kind === 'value');
  const reader = understand(
    table,
    values.map((row) => row.value),
    options,
  );
  const { mapping } = reader;
  const headerRows = new Set<Row>();
  const titles = new Set<Row>();
  if (mapping.header !== null) {
    const { at, rows } = mapping.header;
    for (const row of values.slice(at, at + rows)) headerRows.add(row);
    for (const row of values.slice(0, at)) titles.add(row);
  }
  const headerLine = [...headerRows][0]?.line ?? null;
  options.onTable(table, mapping, headerLine);
  const [question] = mapping.questions;
  if (question !== undefined) {
    await rest.return();
    throw faultOf(question, table, mapping, options);
  }
  const leading = sample.flatMap((row): Row[] => {
    if (headerRows.has(row)) return [];
    return [titles.has(row) ? { kind: 'skipped', line: row.line } : row];
  });
  yield mapRows(leading, reader);
  for await (const rows of rest.batches()) yield mapRows(rows, reader);
}

function* mapRows(rows: Iterable<Row>, { read }: TableReader): Generator<SourceRow> {
  for (const row of rows) {
    if (row.kind !== 'value') {
      yield row;
      continue;
    }
    const reading = read(row.value);
    if (reading === 'skip') yield { kind: 'skipped', line: row.line };
    else yield { kind: 'reading', line: row.line, read: reading };
  }
}

function understand(table: Table, values: readonly unknown[], options: TableOptions): TableReader {
  try {
    if (table.kind === 'cells') {
      const rows = values as readonly string[][];
      const mapping = inferMapping(rows, table.labels, options);
      return createCellReader(rows, mapping, table.labels, options);
    }
    return createRecordReader(values, table.labels, options);
  } catch (error) {
    if (!(error instanceof UnknownColumn)) throw error;
    const { field, column, columns } = error;
    const named = listColumns(columns);
    const seen = named === '' ? `${columns.length} columns without a name` : `columns: ${named}`;
    const suggestion = { map: mapWith(options, field, firstColumn(columns)) };
    throw new AnswerableFault(
      'bad_map',
      `--map ${field}=${column}: ${table.name} has no column "${column}" (${seen})`,
      { command: options.command(suggestion) },
      suggestion,
    );
  }
}

function faultOf(
  question: TableMapping['questions'][number],
  { name }: Table,
  mapping: TableMapping,
  options: TableOptions,
): TableFault {
  if (question === 'platform_unknown') {
    const message = `${name} does not name the platform of its profiles (known: ${PLATFORMS.join(', ')})`;
    const suggestion = { platform: 'instagram' as const };
    return new TableFault(question, message, { command: options.command(suggestion) }, suggestion);
  }
  const columns = mapping.columns.toSorted((a, b) => a.index - b.index).map((column) => column.name);
  const named = listColumns(columns);
  const suggestion = { map: mapWith(options, 'username', firstColumn(columns)) };
  return new TableFault(
    question,
    `${name}: no column contains handles or names (${named === '' ? 'no header' : `columns: ${named}`})`,
    { command: options.command(suggestion) },
    suggestion,
  );
}

/** A column without a name goes by its place. */
function firstColumn(columns: readonly string[]): string {
  const name = columns[0]?.replace(/[\p{C}\s]+/gu, ' ').trim() ?? '';
  return name === '' ? '1' : name;
}

function mapWith({ map }: InferOptions, field: Field, column: string): string[] {
  return [...map, [field, column] as const]
    .filter(([one], i) => one !== field || i === map.size)
    .map(([one, name]) => `${one}=${name}`);
}

/**
 * Reads rows until there are enough to judge by, the table ends, or no more have come for a while. The rest is read on
 * where the sample ends.
 */
async function takeSample(table: Table) {
  const iterator = table.batches[Symbol.asyncIterator]();
  const sample: Row[] = [];
  let left: Iterator<Row> | undefined;
  let pending: Promise<IteratorResult<Iterable<Row>>> | undefined;
  let values = 0;
  let length = 0;
  const isEnough = () => values >= SAMPLE_ROWS || length >= SAMPLE_LENGTH;
  const take = (rows: Iterator<Row>): void => {
    for (let next = rows.next(); !next.done; next = rows.next()) {
      sample.push(next.value);
      if (next.value.kind !== 'value') continue;
      values++;
      length += lengthOf(next.value.value);
      if (!isEnough()) continue;
      left = rows;
      return;
    }
  };
  while (!isEnough()) {
    pending = iterator.next();
    const batch = values === 0 ? await pending : await withinTime(pending, SAMPLE_PAUSE_MS);
    if (batch === null) break;
    pending = undefined;
    if (batch.done) break;
    take(batch.value[Symbol.iterator]());
  }
  return {
    sample,
    rest: {
      async *batches(): AsyncGenerator<Iterable<Row>> {
        const unread = left;
        if (unread !== undefined) yield { [Symbol.iterator]: () => unread };
        for (let next = pending ?? iterator.next(); ; next = iterator.next()) {
          const { value, done } = await next;
          if (done) return;
          yield value;
        }
      },
      return: async () => {
        // A batch that is still on its way is not needed.
        pending?.catch(() => {});
        await iterator.return?.();
      },
    },
  };
}

/** About how many characters a row holds. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + lengthOf(one), 8);
  if (typeof value === 'object' && value !== null) return lengthOf(Object.values(value));
  return 8;
}
