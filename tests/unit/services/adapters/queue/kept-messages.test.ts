import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeptMessages } from '#adapters/queue/embedded/kept-messages.ts';

const message = (n: number, body = '{}') => ({ id: `m${n}`, body, content: { n } });

test('a kept message is given back once, and one without content is not kept', () => {
  const kept = createKeptMessages(() => 0);
  const number = kept.keep(message(1)) ?? 0;
  assert.deepEqual(kept.take(number), { body: '{}', content: { n: 1 } });
  assert.equal(kept.take(number), undefined);
  assert.equal(kept.keep({ id: 'm2', body: '{}' }), undefined);
});

test('at the limits, the oldest messages stay until they are old', () => {
  let now = 0;
  const kept = createKeptMessages(() => now);
  const first = kept.keep(message(0)) ?? 0;
  for (let n = 1; n < 500; n++) assert.notEqual(kept.keep(message(n)), undefined);
  assert.equal(kept.keep(message(500)), undefined);
  now = 9_000;
  assert.equal(kept.keep(message(501)), undefined);
  now = 10_000;
  assert.notEqual(kept.keep(message(502)), undefined);
  assert.equal(kept.take(first), undefined);
});

test('large bodies are kept up to a sum', () => {
  const kept = createKeptMessages(() => 0);
  const large = 'x'.repeat(1_000_000);
  const numbers = [1, 2, 3, 4].map((n) => kept.keep(message(n, large)) ?? 0);
  assert.equal(kept.keep(message(5, large)), undefined);
  kept.take(numbers[0] as number);
  assert.notEqual(kept.keep(message(5, large)), undefined);
});

test('a publisher that is far ahead waits until the consumer has taken some, or for a moment', async () => {
  const kept = createKeptMessages();
  const numbers = Array.from({ length: 150 }, (_, n) => kept.keep(message(n)));
  let isRoom = false;
  const waiting = kept.room()?.then(() => {
    isRoom = true;
  });
  await Promise.resolve();
  assert.equal(isRoom, false);
  kept.take(numbers[0] as number);
  await waiting;
  assert.equal(kept.room(), undefined);
  kept.keep(message(150));
  await kept.room();
  const cleared = kept.room();
  kept.clear();
  await cleared;
  assert.equal(kept.room(), undefined);
});
