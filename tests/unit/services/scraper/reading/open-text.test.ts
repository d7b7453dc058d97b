import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTables, readValues } from '#tests/support/reading/read-tables.ts';

const ROWS = [
  ['username', 'bio'],
  ['ada', 'é👍字'],
];
const TEXT = 'username,bio\nada,é👍字\n';

test('tells JSON Lines from CSV', async () => {
  const [lines] = await readTables('\n {"a":1}\n{"a":2}\n');
  assert.equal(lines?.kind, 'records');
  assert.deepEqual(lines?.values, [{ a: 1 }, { a: 2 }]);
  const [csv] = await readTables('{"a":1}\n', { format: 'csv' });
  assert.equal(csv?.kind, 'cells');
  assert.equal((await readTables('[2024] list,b\nx,y\n'))[0]?.kind, 'cells');
  assert.equal((await readTables('\x1b[31mname[0m,b\nx,y\n'))[0]?.kind, 'cells');
});

test('names a line of JSON Lines that is no JSON, and reads the others', async () => {
  const [table] = await readTables('{"a":1}\n{"a":\n\n{"a":3}');
  assert.deepEqual(table?.values, [{ a: 1 }, { a: 3 }]);
  assert.deepEqual(table?.rejected, ['2: not JSON: "{"a":"']);
  assert.equal(table?.skipped, 1);
});

test('finds the delimiter by the lines that agree, outside quotes', async () => {
  const read = async (text: string) => (await readValues(text))[1];
  assert.deepEqual(await read('"a,b,c";b;c\n1,1;2,2;3\n'), ['1,1', '2,2', '3']);
  assert.deepEqual(await read('a\tb\nx, y, z\tw\n'), ['x, y, z', 'w']);
  assert.deepEqual(await read('a|b|c\nx|y|z\n'), ['x', 'y', 'z']);
  assert.deepEqual(await read('Our list; made 2024\nname,followers,tags\nada,1,a;b\nben,2,\n'), [
    'name',
    'followers',
    'tags',
  ]);
  assert.deepEqual(await read('name\nAda Example\n'), ['Ada Example']);
});

test('takes the delimiter from a sep line, which is no row', async () => {
  for (const line of ['sep=;', 'SEP=;\r', '"sep=;"']) {
    const [table] = await readTables(`${line}\na,b;c\n1,5;2\n`);
    assert.deepEqual(table?.values, [
      ['a,b', 'c'],
      ['1,5', '2'],
    ]);
    assert.equal(table?.skipped, 1);
  }
});

test('reads UTF-8 and UTF-16 with and without their mark', async () => {
  const little = Buffer.from(TEXT, 'utf16le');
  const marked = Buffer.from(`\ufeff${TEXT}`, 'utf16le');
  for (const chunk of [1, 7, 1_000]) {
    for (const bytes of [TEXT, `\ufeff${TEXT}`, little, marked, swap(little), swap(marked)]) {
      assert.deepEqual(await readValues(bytes, { chunk }), ROWS);
    }
  }
});

test('reads text of one byte to a character in the encoding that it most likely has', async () => {
  const cases: [string, string, string][] = [
    ['windows-1252', '52656ee9', 'René'],
    ['windows-1251', 'c8e2e0ed20ebfee1e8f220eff3f2e5f8e5f1f2e2e8ff', 'Иван любит путешествия'],
    ['Shift_JIS', '938c8b9e82cc97bf979d82c697b78d7382aa8d4482ab82c582b7', '東京の料理と旅行が好きです'],
  ];
  for (const [encoding, bytes, text] of cases) {
    const rows = await readValues(
      Buffer.concat([Buffer.from('username,bio\nada,'), Buffer.from(bytes, 'hex'), Buffer.from('\n')]),
    );
    assert.deepEqual(rows[1], ['ada', text], encoding);
  }
});

test('reads the line ends of old spreadsheets, and mixed ones', async () => {
  const rows = [
    ['a', 'b'],
    ['c', 'd'],
  ];
  assert.deepEqual(await readValues('a,b\rc,d\r'), rows);
  assert.deepEqual(await readValues('a,b\r\nc,d\n'), rows);
});

test('numbers the rows by their lines', async () => {
  const [table] = await readTables('a,b\n\n"x\ny",z\nlast,1');
  assert.deepEqual(table?.lines, [1, 2, 3, 5]);
});

test('says what an input is that cannot be read', async () => {
  const faults: [string | Uint8Array, string, RegExp][] = [
    ['', 'empty_input', /is empty/],
    [' \n\t\n', 'empty_input', /is empty/],
    [Buffer.from('\xef\xbb\xbf', 'latin1'), 'empty_input', /is empty/],
    [Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n', 'latin1'), 'binary_input', /picture/],
    [Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'), 'binary_input', /password/],
    ['%PDF-1.7\n', 'binary_input', /PDF/],
    ['BZh91AY&SY', 'binary_input', /bzip2/],
    [Buffer.of(0, 1, 2, 3, 0, 10), 'binary_input', /not text/],
    ['<!DOCTYPE html><html><title>Log in</title>', 'not_a_table', /web page/],
  ];
  for (const [bytes, code, message] of faults) {
    await assert.rejects(readTables(bytes), { code, message }, String(message));
  }
});

function swap(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16();
}
