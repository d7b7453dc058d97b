import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCsv } from '#scraper/reading/read-csv.ts';
import type { Row } from '#scraper/reading/row.ts';
import type { Random } from '#scraper/sources/demo/random.ts';
import { createRandom } from '#scraper/sources/demo/random.ts';
import { collect, inChunks } from '#tests/support/byte-chunks.ts';

const LF = 10;
const CR = 13;

async function read(text: string | Uint8Array, { delimiter = ',', newline = LF, chunk = 16 } = {}) {
  const chunks = inChunks(Buffer.from(text), createRandom(1), chunk);
  const rows = await collect(readCsv(chunks, { newline, delimiter }));
  return rows.map(show);
}

function show(row: Row): string {
  if (row.kind === 'skipped') return `${row.line} skipped`;
  if (row.kind === 'rejected') return `${row.line} rejected: ${row.reason}`;
  return `${row.line} ${JSON.stringify(row.value)}`;
}

test('reads quoted cells of several lines and names the line where each row begins', async () => {
  const text = 'username,bio\r\nada,"a ""quoted""\r\n\r\ncell"\r\nben,plain\r\n"cy","x"';
  assert.deepEqual(await read(text), [
    '1 ["username","bio"]',
    '2 ["ada","a \\"quoted\\"\\r\\n\\r\\ncell"]',
    '5 ["ben","plain"]',
    '6 ["cy","x"]',
  ]);
});

test('skips blank rows and hands over every other one, however many cells it has', async () => {
  const text = '\n,,\nUsername,Bio\nada\n , \nben,2,3\n';
  assert.deepEqual(await read(text), [
    '1 skipped',
    '2 skipped',
    '3 ["Username","Bio"]',
    '4 ["ada"]',
    '5 skipped',
    '6 ["ben","2","3"]',
  ]);
});

test('takes a quote inside a plain cell for itself', async () => {
  assert.deepEqual(await read('username,bio\nada,5" disk\nben,a "b" c\n'), [
    '1 ["username","bio"]',
    '2 ["ada","5\\" disk"]',
    '3 ["ben","a \\"b\\" c"]',
  ]);
});

test('refuses rows that are no text and a cell that is never closed', async () => {
  const bytes = Buffer.concat([
    Buffer.from('username,bio\nada,'),
    Buffer.of(0xe9),
    Buffer.from('\nben,\0\ncy,ok\ndan,"open\nand so on\n'),
  ]);
  assert.deepEqual(await read(bytes), [
    '1 ["username","bio"]',
    '2 rejected: not text in UTF-8',
    '3 rejected: has NUL bytes in it',
    '4 ["cy","ok"]',
    '5 rejected: a quoted cell is never closed',
  ]);
});

test('reads other delimiters and the line ends of old spreadsheets', async () => {
  assert.deepEqual(await read('ada;a,b\n', { delimiter: ';' }), ['1 ["ada","a,b"]']);
  assert.deepEqual(await read('ada\tx\rben\ty\r', { delimiter: '\t', newline: CR }), [
    '1 ["ada","x"]',
    '2 ["ben","y"]',
  ]);
});

test('reads back whatever was written, however the bytes arrive', async () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = createRandom(seed);
    const delimiter = random.pick([',', ';', '\t']);
    const end = random.pick(['\n', '\r\n']);
    const written: string[][] = Array.from({ length: 1 + random.int(20) }, () => [
      `u${randomCell(random)}`,
      randomCell(random),
    ]);
    const lines = written.map((cells) =>
      cells.map((cell) => encode(cell, delimiter, random)).join(delimiter),
    );
    const text = ['username', 'bio'].join(delimiter) + end + lines.join(end) + random.pick(['', end]);
    let line = 2;
    const expected = written.map((cells, index) => {
      const shown = `${line} ${JSON.stringify(cells)}`;
      line += (lines[index] as string).split('\n').length;
      return shown;
    });
    assert.deepEqual(
      (await read(text, { delimiter, chunk: 1 + random.int(40) })).slice(1),
      expected,
      `seed ${seed}`,
    );
  }
});

test('never fails on garbage, whose rows do not depend on how the bytes arrive', async () => {
  const alphabet = ['"', '"', ',', '\n', '\n', '\r', ' ', 'a', 'é', '\0', '👍', '\t'];
  for (let seed = 0; seed < 150; seed++) {
    const random = createRandom(seed, 7);
    const garbage = Array.from({ length: random.int(300) }, () => random.pick(alphabet)).join('');
    const text = `username,bio\n${garbage}`;
    const whole = await read(text, { chunk: 1_000 });
    assert.deepEqual(await read(text, { chunk: 1 }), whole, `seed ${seed}`);
  }
});

function randomCell(random: Random): string {
  const alphabet = ['a', 'ß', '字', '👍', '"', ',', ';', '\t', '\n', '\r\n', ' ', "'"];
  return Array.from({ length: random.int(8) }, () => random.pick(alphabet)).join('');
}

function encode(cell: string, delimiter: string, random: Random): string {
  const needsQuotes = cell.includes(delimiter) || /["\r\n]/.test(cell);
  return needsQuotes || random.next() < 0.3 ? `"${cell.replaceAll('"', '""')}"` : cell;
}
