import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '#scraper/reading/decode.ts';
import { sniff } from '#scraper/reading/sniff.ts';
import { createRandom } from '#scraper/sources/demo/random.ts';
import { inChunks } from '#tests/support/byte-chunks.ts';

async function look(bytes: Uint8Array | string, format: 'auto' | 'csv' | 'jsonl' = 'auto') {
  const chunks = inChunks(Buffer.from(bytes as string), createRandom(5), 3);
  const sniffed = await sniff(decodeText(chunks, 'file'), { name: 'file', format });
  let text = '';
  for await (const chunk of sniffed.chunks) text += chunk.toString('latin1');
  return { ...sniffed, text: Buffer.from(text, 'latin1').toString() };
}

test('tells JSON Lines from CSV and finds the delimiter outside quotes', async () => {
  assert.equal((await look('\n {"a":1}\n')).format, 'jsonl');
  const csv = await look('"a,b,c";b;c\n1,1,1,1,1\n');
  assert.equal(csv.format, 'csv');
  assert.equal(csv.delimiter, ';');
  assert.equal((await look('a\tb\n')).delimiter, '\t');
  assert.equal((await look('{"a":1}\n', 'csv')).format, 'csv');
});

test('hands over every byte, the ones looked at included', async () => {
  const text = `username\n${'é'.repeat(500)}\n`;
  assert.equal((await look(text)).text, text);
});

test('takes byte-order marks away and reads UTF-16 by them', async () => {
  const text = 'username,bio\nada,é👍\n';
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  assert.equal((await look(`\ufeff${text}`)).text, text);
  assert.equal((await look(little)).text, text);
  assert.equal((await look(Buffer.from(little).swap16())).text, text);
});

test('knows the line ends of old spreadsheets', async () => {
  assert.equal((await look('a,b\rc,d\r')).newline, 13);
  assert.equal((await look('a,b\r\nc,d\r')).newline, 10);
});

test('says what an input is that cannot be read, and what to do', async () => {
  const faults: [string | Uint8Array, string, RegExp][] = [
    ['', 'empty_input', /is empty/],
    [' \n\t\n', 'empty_input', /is empty/],
    [Buffer.from('\x1f\x8b\x08\x00abc', 'latin1'), 'binary_input', /compressed/],
    ['PK\x03\x04rest', 'binary_input', /spreadsheet/],
    [Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n', 'latin1'), 'unknown_encoding', /UTF-8/],
    ['ab\0c\n', 'binary_input', /not text/],
    [Buffer.from('username,bio\n', 'utf16le'), 'unknown_encoding', /UTF-16 without/],
    [Buffer.from('username,pr\xe9nom\n', 'latin1'), 'unknown_encoding', /UTF-8/],
    ['[{"a":1}]', 'json_array', /one JSON array/],
    ['{\n "a": 1\n}', 'pretty_json', /spread over lines/],
  ];
  for (const [bytes, code, message] of faults)
    await assert.rejects(look(bytes), { code, message }, String(message));
});
