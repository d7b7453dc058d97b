import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readTables, readValues } from '#tests/support/reading/read-tables.ts';
import { zipOf } from '#tests/support/reading/zip-file.ts';

const CSV = 'username,platform\nada,x\n';
const ROWS = [
  ['username', 'platform'],
  ['ada', 'x'],
];

test('reads gzip and Zstandard, also in parts and within each other', async () => {
  const parts = Buffer.concat([gzipSync('username,platform\n'), gzipSync('ada,x\n')]);
  for (const bytes of [gzipSync(CSV), zstdCompressSync(CSV), parts, gzipSync(zstdCompressSync(CSV))]) {
    for (const chunk of [1, 10_000]) assert.deepEqual(await readValues(bytes, { chunk }), ROWS);
  }
});

test('reads each file of a ZIP archive, in its order', async () => {
  const zip = zipOf([
    { path: 'lists/', bytes: '' },
    { path: 'lists/tiktok.csv', bytes: CSV },
    { path: '__MACOSX/lists/._tiktok.csv', bytes: '\0\0\0' },
    { path: 'photo.jpg', bytes: Buffer.of(0xff, 0xd8, 0xff) },
    { path: 'ben.json', bytes: '[{"username":"ben"}]', stored: true },
    { path: 'packed.csv.gz', bytes: gzipSync(CSV) },
    { path: 'inner.zip', bytes: zipOf([{ path: 'a.csv', bytes: CSV }]) },
  ]);
  for (const chunk of [5, 100_000]) {
    const tables = await readTables(zip, { name: 'all.zip', chunk });
    assert.deepEqual(
      tables.map(({ name, labels }) => [name, labels]),
      [
        ['all.zip/lists/tiktok.csv', ['lists/tiktok.csv', 'all.zip']],
        ['all.zip/ben.json', ['ben.json', 'all.zip']],
        ['all.zip/packed.csv.gz', ['all.zip/packed.csv', 'all.zip']],
        ['all.zip/inner.zip/a.csv', ['a.csv', 'inner.zip', 'all.zip']],
      ],
    );
    assert.deepEqual(tables[0]?.values, ROWS);
    assert.deepEqual(tables[1]?.values, [{ username: 'ben' }]);
  }
});

test('reads an archive that is larger than what is held in memory', async () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => `user${i},${'x'.repeat(500)}`);
  const zip = zipOf([{ path: 'a.csv', bytes: `username,bio\n${rows.join('\n')}\n`, stored: true }]);
  assert.ok(zip.length > 16 * 1024 * 1024);
  assert.equal((await readValues(zip, { chunk: 1_000_000 })).length, rows.length + 1);
});

test('names a file that cannot be read beside others that can', async () => {
  const zip = zipOf([
    { path: 'data.sqlite', bytes: 'SQLite format 3\0' },
    { path: 'a.csv', bytes: CSV },
  ]);
  const tables = await readTables(zip, { name: 'all.zip' });
  assert.deepEqual(tables[0]?.values, ROWS);
  assert.deepEqual(tables[1]?.rejected, ['1: all.zip/data.sqlite is an SQLite database']);
});

test('says what is wrong with an archive that cannot be read', async () => {
  const good = zipOf([{ path: 'a.csv', bytes: CSV }]);
  const wrong = Buffer.from(good);
  wrong.fill(0xff, 36, 45);
  const faults: [string, Uint8Array, string][] = [
    ['cut off', good.subarray(0, good.length - 30), 'damaged_archive'],
    ['damaged data', wrong, 'damaged_archive'],
    ['only a signature', Buffer.from('PK\x03\x04'), 'damaged_archive'],
    ['encrypted', zipOf([{ path: 'a.csv', bytes: CSV, encrypted: true }]), 'encrypted'],
    ['empty', zipOf([]), 'no_table'],
    ['no table', zipOf([{ path: 'a.png', bytes: 'x' }]), 'no_table'],
    ['empty file', zipOf([{ path: 'a.csv', bytes: '' }]), 'empty_input'],
    ['Word', zipOf([{ path: 'word/document.xml', bytes: '<x/>' }]), 'not_a_table'],
    ['gzip cut off', gzipSync(CSV).subarray(0, 20), 'damaged_archive'],
    [
      'gzip damaged',
      Buffer.concat([gzipSync(CSV).subarray(0, 12), Buffer.alloc(40, 0xff)]),
      'damaged_archive',
    ],
    ['gzip of nothing', gzipSync(''), 'empty_input'],
  ];
  for (const [what, bytes, code] of faults) await assert.rejects(readTables(bytes), { code }, what);
});

test('refuses containers within containers without end', async () => {
  let bytes: Buffer = gzipSync(CSV);
  for (let depth = 0; depth < 6; depth++) bytes = depth % 2 ? gzipSync(bytes) : zipOf([{ path: 'a', bytes }]);
  await assert.rejects(readTables(bytes), { code: 'nested_too_deep' });
});
