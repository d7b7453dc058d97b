import assert from 'node:assert/strict';
import { ReadableStream } from 'node:stream/web';
import { test } from 'node:test';
import { boundBytes } from '#lib/bound-bytes.ts';

const tooLarge = () => new RangeError('too large');

test('passes on chunks up to the limit', async () => {
  assert.deepEqual(await Array.fromAsync(boundBytes(chunks(3, 2), 5, tooLarge)), [
    new Uint8Array(3),
    new Uint8Array(2),
  ]);
});

test('rejects the first byte beyond the limit and closes the source', async () => {
  const source = ReadableStream.from(chunks(3, 3, 3));
  await assert.rejects(Array.fromAsync(boundBytes(source, 5, tooLarge)), RangeError);
  assert.equal(source.locked, false);
  assert.equal((await source.getReader().read()).done, true);
});

async function* chunks(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield new Uint8Array(size);
}
