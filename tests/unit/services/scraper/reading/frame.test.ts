import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameRows } from '#scraper/reading/frame.ts';
import { createRandom } from '#scraper/sources/demo/random.ts';
import { collect, inChunks } from '#tests/support/byte-chunks.ts';

const COMMA = 44;
const frames = async (text: string, delimiter: number | null, chunk: number) => {
  const options = { newline: 10, delimiter, maxRowBytes: 10 };
  const all = await collect(frameRows(inChunks(Buffer.from(text), createRandom(3), chunk), options));
  return all.map(({ line, bytes, unclosed }) => [line, bytes?.toString() ?? null, unclosed]);
};

test('passes over a row that is too long and goes on with the next', async () => {
  for (const chunk of [1, 4, 100]) {
    assert.deepEqual(await frames(`a\n${'b'.repeat(50)}\nc`, null, chunk), [
      [1, 'a', false],
      [2, null, false],
      [3, 'c', false],
    ]);
  }
});

test('passes over a cell that is too long to its closing quote', async () => {
  for (const chunk of [1, 4, 100]) {
    assert.deepEqual(await frames(`a,"${'b\n""'.repeat(20)}",x\nc,d\n`, COMMA, chunk), [
      [1, null, false],
      [22, 'c,d', false],
    ]);
  }
});

test('a row of exactly the limit is kept', async () => {
  assert.deepEqual(await frames('0123456789\n0123456789a\n', null, 3), [
    [1, '0123456789', false],
    [2, null, false],
  ]);
});

test('tells a quoted cell that the input ended in', async () => {
  assert.deepEqual(await frames('a,"b', COMMA, 9), [[1, 'a,"b', true]]);
  assert.deepEqual(await frames('a,"b"', COMMA, 9), [[1, 'a,"b"', false]]);
});
