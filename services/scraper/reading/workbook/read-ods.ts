import type { Zip } from '../archive/zip.ts';
import { InputFault } from '../input-fault.ts';
import type { Row } from '../row.ts';
import { MAX_COLUMNS, MAX_ROW_BYTES } from '../row.ts';
import type { PlacedRow } from '../split-tables.ts';
import { toPlainNumber } from './numbers.ts';
import { createRowBuilder } from './sheet-row.ts';
import { readXml } from './xml.ts';

/** Copies of a row that the file has once, with a repeat count. */
const MAX_REPEATED_ROWS = 100_000;

/** The rows of an OpenDocument spreadsheet with the sheet of each, as people see them. Throws `InputFault`. */
export async function* readOds(zip: Zip, name: string): AsyncGenerator<PlacedRow[]> {
  await refuseEncrypted(zip, name);
  const builder = createRowBuilder(name);
  let placed: PlacedRow[] = [];
  let repeatedRows = 0;
  let sheet = '';
  let line = 1;
  let rowTimes = 1;
  let cell: { attributes: Record<string, string>; times: number } | null = null;
  let text = '';
  let paragraphs = 0;
  let inParagraph = false;
  let inNote = 0;

  const endRow = () => {
    const row = builder.take(line);
    const place = { path: sheet, kind: 'cells' as const };
    if (row.kind !== 'value') placed.push({ place: row.kind === 'skipped' ? null : place, row });
    else {
      repeatedRows += rowTimes - 1;
      if (repeatedRows > MAX_REPEATED_ROWS) {
        throw new InputFault('unpacks_too_far', `${name} repeats one row too often`, {
          text: 'save it as CSV',
        });
      }
      for (let copy = 0; copy < rowTimes; copy++) placed.push({ place, row: copyOf(row, line + copy) });
    }
    line += rowTimes;
  };
  const endCell = ({ attributes, times }: { attributes: Record<string, string>; times: number }) => {
    const value = toCell(attributes, text);
    if (value === '') builder.skip(times);
    else {
      if (times > MAX_COLUMNS) builder.skip(MAX_COLUMNS);
      for (let copy = 0; copy < Math.min(times, MAX_COLUMNS); copy++) builder.set(value);
    }
  };
  const handler = {
    open(tag: string, attributes: Record<string, string>) {
      if (tag === 'table') {
        sheet = attributes['table:name'] ?? '';
        line = 1;
      } else if (tag === 'table-row') rowTimes = times(attributes['table:number-rows-repeated']);
      else if (tag === 'table-cell' || tag === 'covered-table-cell') {
        cell = { attributes, times: times(attributes['table:number-columns-repeated']) };
        text = '';
        paragraphs = 0;
      } else if (tag === 'annotation') inNote++;
      else if (tag === 'p' && inNote === 0) {
        inParagraph = true;
        if (paragraphs++ > 0) text += '\n';
      } else if (tag === 's') text += ' '.repeat(Math.min(times(attributes['text:c']), 1_000));
      else if (tag === 'tab') text += '\t';
      else if (tag === 'line-break') text += '\n';
    },
    close(tag: string) {
      if (tag === 'table-row') endRow();
      else if ((tag === 'table-cell' || tag === 'covered-table-cell') && cell !== null) {
        endCell(cell);
        cell = null;
      } else if (tag === 'annotation') inNote--;
      else if (tag === 'p' && inNote === 0) inParagraph = false;
    },
    text(part: string) {
      if (cell !== null && inParagraph && inNote === 0 && text.length <= MAX_ROW_BYTES) text += part;
    },
  };
  const take = () => {
    if (placed.length === 0) return null;
    const taken = placed;
    placed = [];
    return taken;
  };
  yield* readXml(zip.read('content.xml'), { name, handler, take });
}

function copyOf(row: Row, line: number): Row {
  return { ...row, line };
}

function toCell(attributes: Record<string, string>, text: string): string {
  const value = attributes['office:value'];
  switch (attributes['office:value-type']) {
    case 'float':
    case 'currency':
      return value === undefined ? text : toPlainNumber(value);
    case 'percentage':
      return value === undefined ? text : `${toPlainNumber(value, 2)}%`;
    case 'date': {
      const date = attributes['office:date-value'] ?? text;
      return /T[\d:.]+$/.test(date) ? `${date.replace(/\.\d+$/, '')}Z` : date;
    }
    case 'boolean':
      return attributes['office:boolean-value'] === 'true' ? 'TRUE' : 'FALSE';
    default:
      return text === '' ? (attributes['office:string-value'] ?? '') : text;
  }
}

function times(text: string | undefined): number {
  const number = Number(text ?? 1);
  return Number.isSafeInteger(number) && number > 0 ? number : 1;
}

async function refuseEncrypted(zip: Zip, name: string): Promise<void> {
  let isEncrypted = false;
  const handler = {
    open(tag: string) {
      if (tag === 'encryption-data') isEncrypted = true;
    },
    close() {},
    text() {},
  };
  for await (const _ of readXml(zip.read('META-INF/manifest.xml'), { name, handler, take: () => null }));
  if (isEncrypted) {
    throw new InputFault('encrypted', `${name} is protected by a password`, {
      text: 'save it without a password, or as CSV',
    });
  }
}
