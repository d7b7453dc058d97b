import type { ImportQuerystring } from '../../shared/contract/import.ts';
import { parseColumnMap } from '../fields/columns.ts';
import { readJsonRow } from '../formats/json-row.ts';
import type { RowContext } from '../formats/profile-row.ts';
import { readProfileRow } from '../formats/profile-row.ts';
import { decodeText } from '../input/decode.ts';
import { InputFault } from '../input/input-fault.ts';
import type { CsvValue } from '../input/read-csv.ts';
import { readCsv } from '../input/read-csv.ts';
import { readJsonLines } from '../input/read-json-lines.ts';
import type { Row } from '../input/row.ts';
import { sniff } from '../input/sniff.ts';
import type { Reading } from '../reading.ts';
import type { RowSource, SourceRow } from './run-import.ts';

/** The rows of a file whose bytes arrive as `body`. `now` in epoch milliseconds. */
export function createFileSource(
  body: AsyncIterable<Uint8Array>,
  query: ImportQuerystring,
  now: number,
): RowSource {
  const context: RowContext = { platform: query.platform ?? null, asOf: query.as_of ?? null, now };
  let bytes = 0;
  async function* counted() {
    try {
      for await (const chunk of body) {
        bytes += chunk.byteLength;
        yield chunk;
      }
    } catch (cause) {
      throw new InputFault('input_broke_off', `${query.name} broke off`, 'Run the same import again', {
        cause,
      });
    }
  }
  return {
    rows: readRows(counted(), query, context),
    bytesRead: () => bytes,
  };
}

async function* readRows(
  body: AsyncIterable<Uint8Array>,
  { name, format = 'auto', map: items = [] }: ImportQuerystring,
  context: RowContext,
): AsyncGenerator<Iterable<SourceRow>> {
  const map = parseColumnMap([items].flat());
  const text = decodeText(body, name);
  try {
    const { chunks, newline, delimiter, ...sniffed } = await sniff(text, { name, format });
    if (sniffed.format === 'jsonl') {
      for await (const rows of readJsonLines(chunks, newline)) {
        yield mapRows(rows, (value) => readJsonRow(value, map, context));
      }
      return;
    }
    for await (const rows of readCsv(chunks, { name, newline, delimiter, map })) {
      yield mapRows(rows, (value) => readProfileRow(value as CsvValue, context));
    }
  } finally {
    // A fault of the whole input leaves the rest unread: it is let go of.
    await text.return(undefined);
  }
}

function* mapRows(rows: Iterable<Row>, read: (value: unknown) => Reading): Generator<SourceRow> {
  for (const row of rows) {
    if (row.kind === 'value') yield { kind: 'reading', line: row.line, read: () => read(row.value) };
    else yield row;
  }
}
