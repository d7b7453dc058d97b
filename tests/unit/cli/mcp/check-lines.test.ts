import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Refusal } from '#cli/commands/mcp/check-lines.ts';
import { checkLines } from '#cli/commands/mcp/check-lines.ts';

const MAX_BYTES = 2_000;

/** What passes and what is refused of `text`, which arrives in pieces of `size` bytes. */
async function read(text: string, size: number): Promise<{ passed: string; refused: Refusal[] }> {
  const refused: Refusal[] = [];
  const check = checkLines(MAX_BYTES, (answer) => refused.push(answer));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) check.write(bytes.subarray(at, at + size));
  check.end();
  return { passed: Buffer.concat(await check.toArray()).toString(), refused };
}

const ping = (id: number | string) => JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' });

test('messages pass in order, in pieces of any size', async () => {
  const lines = [ping(1), ping('é'), '{"jsonrpc":"2.0","method":"notifications/initialized"}', ping(2)];
  for (const size of [1, 2, 7, 4_096]) {
    const { passed, refused } = await read(`${lines.join('\n')}\n`, size);
    assert.deepEqual(passed.trimEnd().split('\n'), lines);
    assert.deepEqual(refused, []);
  }
});

test('a line that is too long is refused with its id, wherever the client writes it, and the next passes', async () => {
  const text = 'x","id":9,"'.repeat(400);
  const long = [
    JSON.stringify({ jsonrpc: '2.0', id: 5, method: 'tools/call', params: { text } }),
    JSON.stringify({ id: 'a', jsonrpc: '2.0', method: 'tools/call', params: { text } }),
    JSON.stringify({ method: 'tools/call', params: { text }, jsonrpc: '2.0', id: 6 }),
    JSON.stringify({ method: 'tools/call', params: { text } }),
    'x'.repeat(MAX_BYTES + 1),
  ];
  for (const size of [1, 100, 100_000]) {
    const { passed, refused } = await read(`${long.join('\n')}\n${ping(7)}\n`, size);
    assert.deepEqual(
      refused.map(({ id, error }) => [id, error.code]),
      [5, 'a', 6, null, null].map((id) => [id, -32600]),
    );
    assert.equal(passed, `${ping(7)}\n`);
  }
});

test('a line of exactly the limit passes, and one byte more does not', async () => {
  const frame = ping('').length;
  const of = (bytes: number) => ping('x'.repeat(bytes - frame));
  assert.equal((await read(`${of(MAX_BYTES)}\n`, 64)).refused.length, 0);
  assert.equal((await read(`${of(MAX_BYTES + 1)}\n`, 64)).refused.length, 1);
});

test('a line that is not JSON is a parse error, and other JSON an invalid request', async () => {
  const cases: [string, Refusal['id'], number][] = [
    ['hello', null, -32700],
    ['{"jsonrpc":"2.0",', null, -32700],
    ['[]', null, -32600],
    ['null', null, -32600],
    ['{"jsonrpc":"1.0","id":3,"method":"ping"}', 3, -32600],
    ['{"jsonrpc":"2.0","id":"b","method":4}', 'b', -32600],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', null, -32600],
    ['{"jsonrpc":"2.0","id":4,"result":5}', null, -32600],
  ];
  for (const [line, id, code] of cases) {
    const { passed, refused } = await read(`${line}\n`, 16);
    assert.equal(passed, '', line);
    assert.deepEqual([refused.length, refused[0]?.id, refused[0]?.error.code], [1, id, code], line);
    assert.ok((refused[0]?.error.message.length ?? 0) < 100);
  }
});

test('any bytes are read without an error, each line with one outcome', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\n', ' '))),
      fc.integer({ min: 1, max: 50 }),
      async (lines, size) => {
        const { passed, refused } = await read(lines.map((line) => `${line}\n`).join(''), size);
        const outcomes = passed.split('\n').length - 1 + refused.length;
        assert.equal(outcomes, lines.filter((line) => line.trim() !== '').length);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});
