// Long: generators and checks that belong to each other.

import assert from 'node:assert/strict';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { renderHint } from '#contract/hint/hint.ts';
import { InputFault } from '#scraper/reading/input-fault.ts';
import type { ReadTable } from './read-tables.ts';
import { readTables } from './read-tables.ts';
import { odsOf, xlsxOf } from './workbooks.ts';
import { zipOf } from './zip-file.ts';

/** What holds for every input, checked on cases that follow from a seed. */
export interface ReaderProperty {
  name: string;
  /** Of all cases. */
  share: number;
  check(run: { numRuns: number; seed: number }): Promise<void>;
}

/** What breaks readers: pieces that open, close or end something. */
const PIECES = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r\n',
  '\r',
  ',"',
  '",',
  '"\n',
  '\n"',
  '\0',
  '{',
  '}',
  '[',
  ']',
  ':',
  '\\',
  '},{',
  ' ',
  'sep=;\n',
  'é',
  '👍',
  '\u2028',
  '\x1b[31m',
  '-1e999',
  'null',
];

interface Mutation {
  kind: 'insert' | 'delete' | 'overwrite' | 'copy' | 'cut';
  at: number;
  length: number;
  piece: string;
  byte: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'delete', 'overwrite', 'copy', 'cut'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 40 }),
  piece: fc.constantFrom(...PIECES),
  byte: fc.integer({ min: 0x20, max: 0xf7 }),
});

function mutate(bytes: Buffer, mutations: readonly Mutation[]): Buffer {
  let result = bytes;
  for (const { kind, at, length, piece, byte } of mutations) {
    const from = Math.floor(at * result.length);
    const before = result.subarray(0, from);
    const after = result.subarray(from);
    if (kind === 'insert') result = Buffer.concat([before, Buffer.from(piece), after]);
    else if (kind === 'delete') result = Buffer.concat([before, after.subarray(length)]);
    else if (kind === 'overwrite') result = Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
    else if (kind === 'copy') result = Buffer.concat([before, after.subarray(0, length), after]);
    else if (before.length > result.length / 2) result = before;
  }
  return result;
}

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'plain',
    'a, b',
    'two\nlines',
    '5" disk',
    'é字👍',
    ' ',
    '12,3',
    '{"x":1}',
    'a;b',
    "it's",
  ),
  fc.string({ maxLength: 12, unit: 'grapheme' }),
);
const people = fc.array(fc.record({ bio: cell, name: cell, n: fc.nat() }), { minLength: 1, maxLength: 12 });
const mutations = fc.array(mutation, { maxLength: 6 });
/** Mostly pieces that hold something, and now and then a byte at a time. */
const chunk = fc.constantFrom(1, 5, 23, 47, 90, 91, 130, 200, 333, 512);

/** Each row has a mark of its own, to tell where it went. */
const mark = (row: number) => `m${row}q`;

function toCsv(
  rows: readonly { bio: string; name: string; n: number }[],
  delimiter: string,
  end: string,
): string {
  const quote = (text: string) =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows.map(({ bio, name, n }, i) =>
    [mark(i), quote(name), String(n), quote(bio)].join(delimiter),
  );
  return [['username', 'name', 'followers', 'bio'].join(delimiter), ...lines, ''].join(end);
}

const toRecords = (rows: readonly { bio: string; name: string; n: number }[]) =>
  rows.map(({ bio, name, n }, i) => ({ username: mark(i), name, followers: n, bio }));

/** The tables, or `null` where the whole input was refused. Any other end is a fault of the reader. */
async function readOrRefuse(bytes: Buffer, size: number): Promise<ReadTable[] | null> {
  try {
    return await readTables(bytes, { chunk: size });
  } catch (error) {
    assert.ok(error instanceof InputFault, `${error}`);
    assert.ok(error.code !== '' && error.message !== '' && renderHint(error.hint) !== '');
    return null;
  }
}

/** Marks that are in the input, and neither in a row nor within the lines of a rejected one. */
function lostMarks(bytes: Buffer, tables: readonly ReadTable[]): string[] {
  const text = bytes.toString('latin1').replaceAll('\0', '');
  const isCr = !text.includes('\n') && text.includes('\r');
  const lineAt = (index: number) => text.slice(0, index).split(isCr ? '\r' : '\n').length;
  const read = tables.flatMap(({ values }) => values.map((value) => JSON.stringify(value))).join('\n');
  const losses: [number, number][] = tables.flatMap(({ rejected, lines }) =>
    rejected.map((reason): [number, number] => {
      const line = Number(reason.split(':', 1)[0]);
      return [line, Math.min(...lines.filter((other) => other > line), Number.POSITIVE_INFINITY)];
    }),
  );
  const lost: string[] = [];
  for (const found of text.matchAll(/m\d+q/g)) {
    const line = lineAt(found.index);
    if (!read.includes(found[0]) && !losses.some(([from, to]) => line >= from && line <= to))
      lost.push(found[0]);
  }
  return lost;
}

async function checkText(bytes: Buffer, size: number): Promise<void> {
  const whole = await readOrRefuse(bytes, 1_000_000);
  assert.deepEqual(await readOrRefuse(bytes, size), whole, 'rows depend on how the bytes arrive');
  if (whole === null) return;
  assert.deepEqual(lostMarks(bytes, whole), [], 'rows are lost without being named');
  for (const { values, rejected, skipped, lines } of whole) {
    assert.equal(lines.length, values.length + rejected.length + skipped);
  }
}

async function checkCsv(run: { numRuns: number; seed: number }): Promise<void> {
  const delimiters = fc.constantFrom(',', ';', '\t', '|');
  const ends = fc.constantFrom('\n', '\r\n', '\r');
  await fc.assert(
    fc.asyncProperty(people, delimiters, ends, mutations, chunk, (rows, delimiter, end, changes, size) =>
      checkText(mutate(Buffer.from(toCsv(rows, delimiter, end)), changes), size),
    ),
    { ...run, endOnFailure: false },
  );
}

async function checkJson(run: { numRuns: number; seed: number }): Promise<void> {
  const write = fc.constantFrom(
    (records: unknown[]) => JSON.stringify(records),
    (records: unknown[]) => JSON.stringify(records, null, 2),
    (records: unknown[]) => JSON.stringify({ data: records, next: null }, null, 1),
    (records: unknown[]) => JSON.stringify({ data: records }),
    (records: unknown[]) => `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]`,
    (records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    (records: unknown[]) => records.map((record) => JSON.stringify(record, null, 2)).join('\n'),
  );
  await fc.assert(
    fc.asyncProperty(people, write, mutations, chunk, (rows, toText, changes, size) =>
      checkText(mutate(Buffer.from(toText(toRecords(rows))), changes), size),
    ),
    { ...run, endOnFailure: false },
  );
}

async function checkPacked(run: { numRuns: number; seed: number }): Promise<void> {
  const write = fc.constantFrom(
    (csv: string) => gzipSync(csv),
    (csv: string) => zipOf([{ path: 'a.csv', bytes: csv }]),
    (csv: string) =>
      zipOf([
        { path: 'a.csv', bytes: csv, stored: true },
        { path: 'b.csv.gz', bytes: gzipSync(csv) },
      ]),
    (csv: string) => xlsxOf({ sheets: { A: toSheet(csv) } }),
    (csv: string) => odsOf(toOdsTable(csv)),
    (csv: string) => deflateRawSync(csv),
  );
  await fc.assert(
    fc.asyncProperty(people, write, mutations, chunk, async (rows, pack, changes, size) => {
      const bytes = mutate(pack(toCsv(rows, ',', '\n')), changes);
      const whole = await readOrRefuse(bytes, 1_000_000);
      assert.deepEqual(await readOrRefuse(bytes, Math.max(size, 8)), whole);
    }),
    { ...run, endOnFailure: false },
  );
}

/** What was damaged before it was packed: every row has to come out as it does unpacked. */
async function checkContents(run: { numRuns: number; seed: number }): Promise<void> {
  const pack = fc.constantFrom(
    (bytes: Buffer) => gzipSync(bytes),
    (bytes: Buffer) => zipOf([{ path: 'file', bytes }]),
    (bytes: Buffer) => zipOf([{ path: 'file', bytes, stored: true }]),
  );
  const rowsOf = (tables: readonly ReadTable[] | null) =>
    (tables ?? []).map(({ kind, values, rejected, skipped, lines }) => ({
      kind,
      values,
      rejected,
      skipped,
      lines,
    }));
  await fc.assert(
    fc.asyncProperty(people, pack, mutations, chunk, async (rows, packIt, changes, size) => {
      const bytes = mutate(Buffer.from(toCsv(rows, ',', '\n')), changes);
      const plain = await readOrRefuse(bytes, 1_000_000);
      assert.deepEqual(rowsOf(await readOrRefuse(packIt(bytes), Math.max(size, 8))), rowsOf(plain));
    }),
    { ...run, endOnFailure: false },
  );
}

/** Rows of a sheet, damaged as text: each mark has to be in a row or in the lines of a rejected one. */
async function checkSheets(run: { numRuns: number; seed: number }): Promise<void> {
  const write = fc.constantFrom(
    (lines: string) => xlsxOf({ sheets: { A: toSheet(lines) } }),
    (lines: string) => odsOf(toOdsTable(lines)),
  );
  await fc.assert(
    fc.asyncProperty(people, write, mutations, async (rows, toBook, changes) => {
      const damaged = mutate(Buffer.from(toCsv(rows, ',', '\n')), changes).toString();
      // Characters that XML cannot hold are no part of a workbook.
      const lines = damaged.replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
      const tables = await readOrRefuse(toBook(lines), 1_000_000);
      if (tables === null) return;
      const read = tables.flatMap(({ values }) => values.map((value) => JSON.stringify(value))).join('\n');
      const named = tables.reduce((sum, { rejected }) => sum + rejected.length, 0);
      const lost = [...lines.matchAll(/m\d+q/g)].filter(([one]) => !read.includes(one));
      assert.ok(lost.length <= named, `rows are lost without being named: ${lost}`);
      for (const { values, rejected, skipped, lines: at } of tables)
        assert.equal(at.length, values.length + rejected.length + skipped);
    }),
    { ...run, endOnFailure: false },
  );
}

async function checkXml(run: { numRuns: number; seed: number }): Promise<void> {
  const write = fc.constantFrom(
    (xml: string) => xlsxOf({ sheets: { A: xml, B: '<row><c><v>1</v></c></row>' } }),
    (xml: string) => odsOf(xml),
  );
  await fc.assert(
    fc.asyncProperty(people, write, mutations, async (rows, pack, changes) => {
      const csv = toCsv(rows, ',', '\n');
      const xml = pack.length > 0 && changes.length % 2 ? toOdsTable(csv) : toSheet(csv);
      await readOrRefuse(pack(mutate(Buffer.from(xml), changes).toString()), 1_000_000);
    }),
    { ...run, endOnFailure: false },
  );
}

async function checkBytes(run: { numRuns: number; seed: number }): Promise<void> {
  const signatures = [
    '',
    '\x1f\x8b\x08',
    'PK\x03\x04',
    '\x28\xb5\x2f\xfd',
    '\xff\xfe',
    '\xfe\xff',
    '\xef\xbb\xbf',
    '[',
    '{"',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...signatures),
      fc.uint8Array({ maxLength: 400 }),
      async (start, rest) => {
        await readOrRefuse(Buffer.concat([Buffer.from(start, 'latin1'), rest]), 64);
      },
    ),
    { ...run, endOnFailure: false },
  );
}

const escapeXml = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

function toSheet(csv: string): string {
  return csv
    .split('\n')
    .map((line, row) => {
      const cells = line.split(',').map((text) => `<c t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`);
      return `<row r="${row + 1}">${cells.join('')}</row>`;
    })
    .join('');
}

function toOdsTable(csv: string): string {
  const rows = csv.split('\n').map((line) => {
    const cells = line
      .split(',')
      .map((text) => `<table:table-cell><text:p>${escapeXml(text)}</text:p></table:table-cell>`);
    return `<table:table-row>${cells.join('')}</table:table-row>`;
  });
  return `<table:table table:name="A">${rows.join('')}</table:table>`;
}

export const READER_PROPERTIES: readonly ReaderProperty[] = [
  { name: 'reads CSV that was damaged anywhere, and accounts for every row', share: 0.35, check: checkCsv },
  { name: 'reads JSON that was damaged anywhere, and accounts for every row', share: 0.3, check: checkJson },
  { name: 'accounts for every row of damaged CSV in archives', share: 0.05, check: checkContents },
  { name: 'accounts for every row of damaged sheets in workbooks', share: 0.05, check: checkSheets },
  {
    name: 'reads archives and workbooks that were damaged anywhere, or says what is wrong',
    share: 0.1,
    check: checkPacked,
  },
  {
    name: 'reads workbooks whose XML was damaged anywhere, or says what is wrong',
    share: 0.1,
    check: checkXml,
  },
  { name: 'reads any bytes, or says what is wrong', share: 0.05, check: checkBytes },
];
