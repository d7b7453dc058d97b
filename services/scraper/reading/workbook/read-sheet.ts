import type { Row } from '../row.ts';
import { MAX_ROW_BYTES } from '../row.ts';
import { serialToDate, toPlainNumber } from './numbers.ts';
import { createRowBuilder } from './sheet-row.ts';
import type { WorkbookParts } from './workbook-parts.ts';
import { damagedXml, readXml } from './xml.ts';

/** Rows of a sheet at most, as in spreadsheets themselves. */
const MAX_ROWS = 1_048_576;

/** The rows of one sheet. The value of a row is a `string[]`: dates as ISO text, numbers with all their digits. */
export async function* readSheet(
  chunks: AsyncIterable<Buffer>,
  name: string,
  parts: WorkbookParts,
): AsyncGenerator<Row[]> {
  const builder = createRowBuilder(name);
  let rows: Row[] = [];
  let line = 0;
  let cell: { column: number | undefined; type: string; style: number } | null = null;
  let text = '';
  let inText = false;
  let inPhonetic = false;
  const handler = {
    open(tag: string, attributes: Record<string, string>) {
      if (tag === 'row') {
        const number = Number(attributes.r ?? line + 1);
        // Rows stand in their order.
        line = number > line ? number : line + 1;
        if (!(line <= MAX_ROWS)) throw damagedXml(name);
      } else if (tag === 'c') {
        cell = {
          column: columnOf(attributes.r),
          type: attributes.t ?? 'n',
          style: Number(attributes.s ?? 0),
        };
        text = '';
      } else if (tag === 'v' || tag === 't') inText = true;
      else if (tag === 'rPh') inPhonetic = true;
    },
    close(tag: string) {
      if (tag === 'c' && cell !== null) {
        builder.set(toCell(text, cell, parts), cell.column);
        cell = null;
      } else if (tag === 'row') rows.push(builder.take(line));
      else if (tag === 'v' || tag === 't') inText = false;
      else if (tag === 'rPh') inPhonetic = false;
    },
    text(part: string) {
      if (inText && !inPhonetic && text.length <= MAX_ROW_BYTES) text += part;
    },
  };
  const take = () => {
    if (rows.length === 0) return null;
    const taken = rows;
    rows = [];
    return taken;
  };
  yield* readXml(chunks, { name, handler, take });
}

function toCell(
  text: string,
  { type, style }: { type: string; style: number },
  { strings, styles, is1904 }: WorkbookParts,
): string {
  switch (type) {
    case 's':
      return strings.get(Number(text)) ?? '';
    case 'b':
      return text === '1' ? 'TRUE' : 'FALSE';
    case 'd':
      return /T\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text) ? `${text}Z` : text;
    case 'n': {
      if (text === '') return '';
      const shown = styles[style] ?? 'plain';
      if (shown === 'date') return serialToDate(Number(text), is1904) ?? toPlainNumber(text);
      return shown === 'percent' ? `${toPlainNumber(text, 2)}%` : toPlainNumber(text);
    }
    default:
      return text;
  }
}

/** From 0: `A1` is 0, `AB7` is 27. */
function columnOf(reference: string | undefined): number | undefined {
  if (reference === undefined) return undefined;
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column === 0 ? undefined : column - 1;
}
