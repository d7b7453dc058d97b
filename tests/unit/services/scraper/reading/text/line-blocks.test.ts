import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLineBlocks } from '#scraper/reading/text/line-blocks.ts';
import { createRandom } from '#scraper/sources/demo/random.ts';
import { inChunks } from '#tests/support/byte-chunks.ts';

async function blocks(text: string, { newline = 10, chunk = 4 } = {}): Promise<string[]> {
  const lines: string[] = [];
  const chunks = inChunks(Buffer.from(text), createRandom(3), chunk);
  for await (const block of readLineBlocks(chunks, { newline, maxLineBytes: 10 })) {
    if (block.kind === 'overlong') lines.push('overlong');
    else lines.push(...block.bytes.toString().split(/(?<=\n)/));
  }
  return lines;
}

test('skips a line that is too long and continues with the next', async () => {
  for (const chunk of [1, 4, 15]) {
    const long = 'b'.repeat(50);
    assert.deepEqual(await blocks(`a\n${long}\nc`, { chunk }), ['a\n', 'overlong', 'c']);
    assert.deepEqual(await blocks(`a\n${long}`, { chunk }), ['a\n', 'overlong']);
  }
});

test('a line of exactly the limit is kept', async () => {
  assert.deepEqual(await blocks('0123456789\n0123456789a\n', { chunk: 3 }), ['0123456789\n', 'overlong']);
});

test('keeps blank lines and the last line without its end', async () => {
  for (const chunk of [1, 4, 100]) {
    assert.deepEqual(await blocks('\n\nab\n\ncd', { chunk }), ['\n', '\n', 'ab\n', '\n', 'cd']);
    assert.deepEqual(await blocks('', { chunk }), []);
  }
});

test('turns the line ends of old spreadsheets into LF', async () => {
  assert.deepEqual(await blocks('ab\rcd\r', { newline: 13 }), ['ab\n', 'cd\n']);
});
