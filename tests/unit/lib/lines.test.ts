import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLineSplitter, readLines } from '#lib/text/lines.ts';

test('every cut of a text gives the same lines, as text and as bytes', async () => {
  const text = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\r\n')));
  const cuts = fc.array(fc.nat({ max: 40 }));
  await fc.assert(
    fc.asyncProperty(
      text.map((parts) => parts.join('')),
      cuts,
      async (whole, sizes) => {
        const expected = whole.split('\n').map((line) => line.replace(/\r$/, ''));
        if (whole === '' || whole.endsWith('\n')) expected.pop();
        assert.deepEqual(await collect(cut(whole, sizes)), expected);
        assert.deepEqual(await collect(cut(Buffer.from(whole), sizes)), expected);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

function cut<T extends string | Uint8Array>(whole: T, sizes: number[]): T[] {
  const chunks: T[] = [];
  let at = 0;
  for (const size of [...sizes, whole.length]) {
    chunks.push(whole.slice(at, at + size) as T);
    at += size;
  }
  return chunks;
}

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
