import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { createGzip, gzipSync } from 'node:zlib';
import { openTables } from '#scraper/reading/open-tables.ts';
import { xlsxOf } from '#tests/support/reading/workbooks.ts';
import { zipOf } from '#tests/support/reading/zip-file.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
/** What reading may add to the memory of the process. */
const MAX_MORE_BYTES = 400 * MIB;

async function* repeat(piece: Buffer, bytes: number): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
}

/** The code of the fault that an input ends with, or `read`; fails where the memory of the process grows. */
async function outcome(body: AsyncIterable<Uint8Array>): Promise<string> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watched = async function* () {
    for await (const chunk of body) {
      peak = Math.max(peak, process.memoryUsage.rss());
      yield chunk;
    }
  };
  try {
    for await (const table of openTables(watched(), { name: 'input' })) {
      for await (const _ of table.batches) peak = Math.max(peak, process.memoryUsage.rss());
    }
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code ?? `${error}`;
  } finally {
    const more = peak - before;
    assert.ok(more < MAX_MORE_BYTES, `${Math.round(more / MIB)} MB more`);
  }
}

const whole = (bytes: Buffer) => Readable.from([bytes]) as AsyncIterable<Uint8Array>;

test('10 GB of zeros in gzip are refused', async () => {
  // A gigabyte packed once; members of a gzip file follow each other.
  const member = gzipSync(Buffer.alloc(GIB / 4), { level: 9 });
  assert.equal(await outcome(repeat(member, member.length * 40)), 'unpacks_too_far');
});

test('a table that is packed by a thousand times is refused', async () => {
  const row = Buffer.from('username,platform\n'.repeat(10_000));
  const packed = Readable.from(repeat(row, 400 * MIB)).pipe(createGzip({ level: 9 }));
  assert.equal(await outcome(packed as AsyncIterable<Uint8Array>), 'unpacks_too_far');
});

test('a ZIP archive that unpacks without end is refused', async () => {
  const zeros = { path: 'zeros.csv', bytes: Buffer.alloc(200 * MIB) };
  assert.equal(await outcome(whole(zipOf([zeros]))), 'unpacks_too_far');
});

test('a ZIP archive of very many files is refused', async () => {
  const members = Array.from({ length: 20_000 }, (_, i) => ({
    path: `${i}.csv`,
    bytes: 'a\n',
    stored: true,
  }));
  assert.equal(await outcome(whole(zipOf(members))), 'too_many_members');
});

test('a workbook that unpacks without end is refused', async () => {
  const row = '<row><c><v>1</v></c></row>';
  const sheets = { A: row.repeat(3_000_000) };
  assert.ok(['unpacks_too_far', 'damaged_workbook'].includes(await outcome(whole(xlsxOf({ sheets })))));
});

test('a million columns are refused, in text and behind a quote', async () => {
  assert.equal(await outcome(repeat(Buffer.from(`${'x,'.repeat(1_000_000 - 1)}x\n`), 2)), 'too_many_columns');
  assert.equal(await outcome(repeat(Buffer.from(`"x"${',x'.repeat(999_000)}\n`), 2)), 'too_many_columns');
});

test('a line without end, a cell without end and a text without end are passed over', async () => {
  const piece = Buffer.from('x'.repeat(64 * 1024));
  const starts = [
    'username,bio\nada,',
    'username,bio\nada,"',
    '{"username":"ada"}\n{"username":"',
    '[{"username":"ada"},{"username":"',
  ];
  for (const start of starts) {
    const body = async function* () {
      yield Buffer.from(start);
      yield* repeat(piece, 18 * MIB);
    };
    assert.equal(await outcome(body()), 'read', start);
  }
});

test('quotes that open on every line cost no more than reading them twice', async () => {
  const body = (text: string) => repeat(Buffer.from(text.repeat(Math.ceil(64_000 / text.length))), 8 * MIB);
  for (const text of ['a",x,"b\n', 'x,"\n', '"\n', 'a,"b""\n', 'x,"y\n"z,\n']) {
    assert.equal(await outcome(body(text)), 'read', text);
  }
});

test('brackets that open on every line cost no more than reading them twice', async () => {
  const body = (text: string) => repeat(Buffer.from(text.repeat(Math.ceil(64_000 / text.length))), 8 * MIB);
  for (const text of ['{"a":{\n', '{"a":"\n', '[\n{\n', '},{"', '{"a":[1}\n']) {
    const code = await outcome(
      (async function* () {
        yield Buffer.from('[\n');
        yield* body(text);
      })(),
    );
    assert.ok(['read', 'nested_too_deep', 'no_table'].includes(code), `${text} ${code}`);
  }
});
