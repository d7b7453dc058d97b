import type { Zip } from '../archive/zip.ts';
import { InputFault } from '../input-fault.ts';
import type { Row } from '../row.ts';
import type { Table } from '../table.ts';
import type { NumberStyle } from './numbers.ts';
import { styleOfFormat } from './numbers.ts';
import { readSheet } from './read-sheet.ts';
import type { StringTable } from './string-table.ts';
import { createStringTable } from './string-table.ts';
import { readXml } from './xml.ts';

const MAX_SHEETS = 1_000;

/** The sheets of an XLSX workbook that are not empty, in their order. Throws `InputFault`. */
export async function* readXlsx(zip: Zip, name: string, labels: readonly string[]): AsyncGenerator<Table> {
  const { sheets, is1904 } = await readWorkbook(zip, name);
  const targets = await readTargets(zip, name);
  const styles = await readStyles(zip, name);
  const strings = await readStrings(zip, name);
  for (const { sheet, id } of sheets) {
    const path = targets.get(id);
    if (path === undefined) continue;
    const sheetName = `${name}#${sheet}`;
    const rows = readSheet(zip.read(path), sheetName, { strings, styles, is1904 });
    const batches = await skipEmpty(rows);
    if (batches !== null) yield { name: sheetName, labels: [sheet, ...labels], kind: 'cells', batches };
    await rows.return(undefined);
  }
}

/** The same rows, or `null` where none has a value. */
async function skipEmpty(rows: AsyncGenerator<Row[]>): Promise<AsyncIterable<Iterable<Row>> | null> {
  const leading: Row[] = [];
  for (;;) {
    const { value, done } = await rows.next();
    if (done) return leading.some(({ kind }) => kind === 'rejected') ? batchesOf(leading, rows) : null;
    leading.push(...value);
    if (value.some(({ kind }) => kind === 'value')) return batchesOf(leading, rows);
  }
}

async function* batchesOf(leading: Row[], rows: AsyncGenerator<Row[]>): AsyncGenerator<Iterable<Row>> {
  yield leading;
  yield* rows;
}

async function readWorkbook(zip: Zip, name: string) {
  const sheets: { sheet: string; id: string }[] = [];
  let is1904 = false;
  await readPart(zip, 'xl/workbook.xml', name, {
    open(tag, attributes) {
      if (tag === 'workbookPr') is1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
      if (tag !== 'sheet') return;
      if (sheets.length >= MAX_SHEETS)
        throw new InputFault('too_many_members', `${name} has more than 1,000 sheets`, {
          text: 'save the sheets with profiles as CSV',
        });
      const id = Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key))?.[1];
      if (id !== undefined) sheets.push({ sheet: attributes.name ?? id, id });
    },
  });
  return { sheets, is1904 };
}

async function readTargets(zip: Zip, name: string): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await readPart(zip, 'xl/_rels/workbook.xml.rels', name, {
    open(tag, { Id, Target, Type }) {
      if (tag !== 'Relationship' || Id === undefined || Target === undefined) return;
      if (!/\/worksheet$/.test(Type ?? '')) return;
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`);
    },
  });
  return targets;
}

async function readStyles(zip: Zip, name: string): Promise<NumberStyle[]> {
  const codes = new Map<number, string>();
  const styles: NumberStyle[] = [];
  let inCells = false;
  await readPart(zip, 'xl/styles.xml', name, {
    open(tag, attributes) {
      if (tag === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      else if (tag === 'cellXfs') inCells = true;
      else if (tag === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(styleOfFormat(id, codes.get(id)));
      }
    },
    close(tag) {
      if (tag === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

async function readStrings(zip: Zip, name: string): Promise<StringTable> {
  const strings = createStringTable(name);
  let text = '';
  let inText = false;
  let inPhonetic = false;
  await readPart(zip, 'xl/sharedStrings.xml', name, {
    open(tag) {
      if (tag === 'si') text = '';
      else if (tag === 'rPh') inPhonetic = true;
      else if (tag === 't') inText = true;
    },
    close(tag) {
      if (tag === 'si') strings.add(text);
      else if (tag === 'rPh') inPhonetic = false;
      else if (tag === 't') inText = false;
    },
    text(part) {
      if (inText && !inPhonetic) text += part;
    },
  });
  return strings;
}

async function readPart(
  zip: Zip,
  path: string,
  name: string,
  handler: {
    open(name: string, attributes: Record<string, string>): void;
    close?(name: string): void;
    text?(text: string): void;
  },
): Promise<void> {
  const whole = { close: () => {}, text: () => {}, ...handler };
  for await (const _ of readXml(zip.read(path), { name, handler: whole, take: () => null }));
}
