import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLineSplitter, readLines } from '#lib/lines.ts';

test('every cut of a text gives the same lines, as text and as bytes', async () => {
  const text = 'grüße\r\n\n日本語 🎉\nlast';
  const expected = ['grüße', '', '日本語 🎉', 'last'];
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size++) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    assert.deepEqual(await collect(chunks), expected, `chunks of ${size} bytes`);
  }
  for (let cut = 0; cut <= text.length; cut++)
    assert.deepEqual(await collect([text.slice(0, cut), text.slice(cut)]), expected, `cut at ${cut}`);
});

test('a line end at the end of the stream starts no further line', async () => {
  assert.deepEqual(await collect(['a\nb\n']), ['a', 'b']);
  assert.deepEqual(await collect([]), []);
});

test('a line is handed out with the chunk that ends it', () => {
  const splitter = createLineSplitter();
  assert.deepEqual(splitter.push('a'), []);
  assert.deepEqual(splitter.push('b\nc\nd'), ['ab', 'c']);
  assert.deepEqual(splitter.end(), ['d']);
});

test('a line without an end is refused once it is too long', () => {
  const splitter = createLineSplitter({ maxLength: 8 });
  splitter.push('12345678');
  assert.throws(() => splitter.push('9'), RangeError);
});

async function collect(chunks: (string | Uint8Array)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(stream(chunks))) lines.push(line);
  return lines;
}

async function* stream<T>(chunks: T[]): AsyncGenerator<T> {
  yield* chunks;
}
