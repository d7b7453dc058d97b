import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '#scraper/reading/row.ts';
import { readCsv } from '#scraper/reading/text/read-csv.ts';
import type { Random } from '#scraper/sources/demo/random.ts';
import { createRandom } from '#scraper/sources/demo/random.ts';
import { collect, inChunks } from '#tests/support/byte-chunks.ts';

const LF = 10;
const CR = 13;

async function read(text: string | Uint8Array, { delimiter = ',', newline = LF, chunk = 16 } = {}) {
  const chunks = inChunks(Buffer.from(text), createRandom(1), chunk);
  const rows = await collect(readCsv(chunks, { name: 'file', newline, delimiter }));
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

test('reads rows of another encoding and leaves NUL bytes out', async () => {
  const bytes = Buffer.concat([
    Buffer.from('username,bio\nada,caf'),
    Buffer.of(0xe9),
    Buffer.from('\nben,\0b\ncy,字\n'),
  ]);
  assert.deepEqual(await read(bytes), [
    '1 ["username","bio"]',
    '2 ["ada","café"]',
    '3 ["ben","b"]',
    '4 ["cy","字"]',
  ]);
});

test('keeps a row of UTF-8 that was cut in the middle of a character', async () => {
  const cut = Buffer.from('ada,café 字字').subarray(0, -1);
  assert.deepEqual(await read(Buffer.concat([cut, Buffer.from('\nben,b\n')])), [
    '1 ["ada","café 字�"]',
    '2 ["ben","b"]',
  ]);
});

test('an unclosed quote costs its own row, up to the end of the input', async () => {
  const good = Array.from({ length: 50 }, (_, i) => `user${i},${i},hello`);
  const rows = await read(`username,n,bio\nada,1,"5 foot tall\n${good.join('\n')}\n`);
  assert.equal(rows[1], '2 rejected: a quoted cell is never closed');
  assert.deepEqual(
    rows.slice(2),
    good.map((row, i) => `${i + 3} ${JSON.stringify(row.split(','))}`),
  );
});

test('an unclosed quote costs its own row where a later cell is quoted', async () => {
  const later = ['"a quoted, bio"', '"two\nlines, of ""bio"""', '", at the start"', '""'];
  for (const cell of later) {
    const rows = await read(`username,n,bio\nada,1,"5 foot tall\nben,2,hello\ncy,3,${cell}\ndan,4,x\n`);
    assert.deepEqual(
      rows.map((row) => row.split(' ').slice(0, 2).join(' ').replace(/,.*/, '')),
      ['1 ["username"', '2 rejected:', '3 ["ben"', '4 ["cy"', `${cell.includes('\n') ? 6 : 5} ["dan"`],
      cell,
    );
  }
});

test('rows behind a quoted cell beyond the limit are read', async () => {
  const filler = Array.from({ length: 60_000 }, (_, i) => `user${i},${'x'.repeat(40)}`);
  const rows = await read(`username,bio\nada,"open\n${filler.join('\n')}\nben,"closed"\n`, {
    chunk: 100_000,
  });
  assert.equal(rows.length, filler.length + 3);
  assert.equal(rows[1], '2 rejected: a quoted cell is never closed');
  assert.equal(rows.at(-1), `${filler.length + 3} ["ben","closed"]`);
  assert.equal(rows.filter((row) => row.includes('rejected')).length, 1);
});

test('a cell of one line whose quotes do not match is named, where it splits its row', async () => {
  assert.deepEqual(await read('username,bio\nada,"a "b, c" d"\nben,"Big" Ben\ncy, "a, b"\n'), [
    '1 ["username","bio"]',
    '2 rejected: its quotes do not match',
    '3 ["ben","\\"Big\\" Ben"]',
    '4 ["cy","a, b"]',
  ]);
});

test('the last cell may lack its closing quote only if it is named', async () => {
  assert.deepEqual(await read('a,b\nada,"open'), [
    '1 ["a","b"]',
    '2 rejected: a quoted cell is never closed',
  ]);
  assert.deepEqual(await read('a,b\nada,"x"'), ['1 ["a","b"]', '2 ["ada","x"]']);
  assert.deepEqual(await read('a,b\r\nada,"x"\r'), ['1 ["a","b"]', '2 ["ada","x"]']);
});

test('a row of too many cells is refused, and the input when it is the first', async () => {
  const wide = 'x,'.repeat(20_000);
  assert.deepEqual(await read(`a,b\n${wide}\nada,1\n`), [
    '1 ["a","b"]',
    '2 rejected: has more than 16,384 cells',
    '3 ["ada","1"]',
  ]);
  await assert.rejects(read(`${wide}\nada,1\n`), { code: 'too_many_columns' });
  await assert.rejects(read(`"x",${wide}\nada,1\n`), { code: 'too_many_columns' });
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
