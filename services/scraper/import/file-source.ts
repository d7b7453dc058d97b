import type { ImportQuerystring } from '#contract/import.ts';
import { decodeText } from '../reading/decode.ts';
import { parseColumnMap } from '../reading/fields/columns.ts';
import { InputFault } from '../reading/input-fault.ts';
import type { CsvValue } from '../reading/read-csv.ts';
import { readCsv } from '../reading/read-csv.ts';
import { readJsonLines } from '../reading/read-json-lines.ts';
import type { Row } from '../reading/row.ts';
import { sniff } from '../reading/sniff.ts';
import type { Reading } from '../reading.ts';
import { readJsonRow } from '../sources/files/json-row.ts';
import type { RowContext } from '../sources/files/profile-row.ts';
import { readProfileRow } from '../sources/files/profile-row.ts';
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
