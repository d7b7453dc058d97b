import type { ImportQuerystring, ImportTable } from '#contract/import/import.ts';
import { importArguments } from '#contract/import/import-arguments.ts';
import { parseColumnMap } from '../reading/fields/columns.ts';
import { createFieldFaults } from '../reading/fields/field-faults.ts';
import { InputFault } from '../reading/input-fault.ts';
import { openTables } from '../reading/open-tables.ts';
import type { Table } from '../reading/table.ts';
import { AnswerableFault } from './answerable-fault.ts';
import { describeTable } from './describe-table.ts';
import type { TableOptions } from './read-table.ts';
import { readTable, TableFault } from './read-table.ts';
import type { RowSource, SourceRow } from './run-import.ts';

/** The rows of a file whose bytes arrive as `body`. `now` in epoch milliseconds. */
export function createFileSource(
  body: AsyncIterable<Uint8Array>,
  query: ImportQuerystring,
  now: number,
): RowSource {
  let bytes = 0;
  async function* counted() {
    try {
      for await (const chunk of body) {
        bytes += chunk.byteLength;
        yield chunk;
      }
    } catch (cause) {
      if (cause instanceof InputFault) throw cause;
      throw new InputFault(
        'input_broke_off',
        `${query.name}: the input ended unexpectedly`,
        { text: 'repeat the import' },
        {
          cause,
        },
      );
    }
  }
  const faults = createFieldFaults();
  const tables: ImportTable[] = [];
  const options: Omit<TableOptions, 'map'> = {
    platform: query.platform ?? null,
    noHeader: query.no_header ?? false,
    // Whatever date the client found is not of the person's command.
    command: (changes) => importArguments([query.name], { ...query, as_of: undefined, ...changes }),
    context: { asOf: query.as_of ?? null, now, faults },
    onTable: (table, mapping, headerLine) => tables.push(describeTable(table, mapping, headerLine)),
  };
  return {
    rows: readTables(counted(), query, options),
    bytesRead: () => bytes,
    tables,
    faults: () => faults.list(),
  };
}

async function* readTables(
  body: AsyncIterable<Uint8Array>,
  { name, format = 'auto', sheet, map = [] }: ImportQuerystring,
  unmapped: Omit<TableOptions, 'map'>,
): AsyncGenerator<Iterable<SourceRow>> {
  const options: TableOptions = { ...unmapped, map: parseColumnMap([map].flat()) };
  let usable = 0;
  let fault: TableFault | undefined;
  const passedOver: string[] = [];
  for await (const table of openTables(body, { name, format })) {
    if (sheet !== undefined && !isNamed(table, sheet)) {
      passedOver.push(table.labels[0] ?? table.name);
      continue;
    }
    try {
      yield* readTable(table, options);
      usable++;
    } catch (error) {
      // Beside tables of people a workbook has others.
      if (!(error instanceof TableFault) || error.question === 'platform_unknown') throw error;
      fault ??= error;
    }
  }
  if (usable > 0) return;
  if (fault !== undefined) throw fault;
  if (sheet === undefined) return;
  const suggestion = { sheet: passedOver[0] ?? '' };
  throw new AnswerableFault(
    'no_such_sheet',
    `${name} has no table "${sheet}" (tables: ${passedOver.slice(0, 20).join(', ')})`,
    { command: options.command(suggestion) },
    suggestion,
  );
}

/** A sheet or member goes by its name, with or without its path. */
function isNamed({ name, labels }: Table, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  return [name, ...labels].some(
    (label) =>
      label.toLowerCase() === lower ||
      label
        .toLowerCase()
        .split(/[\\/#]/)
        .at(-1) === lower,
  );
}
