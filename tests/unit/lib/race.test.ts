import assert from 'node:assert/strict';
import { test } from 'node:test';
import { race } from '#lib/async/race.ts';
import { heldMemory } from '#tests/support/held-memory.ts';

test('the first to settle decides, with its value or its error', async () => {
  const slow = Promise.withResolvers<string>();
  assert.equal(await race([slow.promise, Promise.resolve('first')]), 'first');
  await assert.rejects(race([slow.promise, Promise.reject(new Error('broken'))]), /broken/);
  slow.resolve('slow');
  assert.equal(await race([slow.promise, new Promise<string>(() => {})]), 'slow');
});

test('of several that have settled, the one that is named first decides', async () => {
  assert.equal(await race([Promise.resolve(1), Promise.resolve(2)]), 1);
  await assert.rejects(race([Promise.reject(new Error('one')), Promise.resolve(2)]), /one/);
});

test('several races of one promise all end with it', async () => {
  const shared = Promise.withResolvers<number>();
  const races = [race([shared.promise]), race([new Promise<number>(() => {}), shared.promise])];
  shared.resolve(7);
  assert.deepEqual(await Promise.all(races), [7, 7]);
});

test('a later failure of a promise that lost is ignored', async () => {
  const late = Promise.withResolvers<string>();
  assert.equal(await race([late.promise, Promise.resolve('first')]), 'first');
  // An unhandled rejection fails the test run.
  late.reject(new Error('too late'));
  await new Promise((resolve) => setImmediate(resolve));
});

test('a promise that outlives many races keeps nothing of them', async () => {
  const bytes = 1024 * 1024;
  const long = Promise.withResolvers<Buffer>();
  const before = await heldMemory();
  for (let races = 0; races < 50; races++) await race([long.promise, Promise.resolve(Buffer.alloc(bytes))]);
  const kept = (await heldMemory()).buffers - before.buffers;
  assert.ok(kept < 10 * bytes, `${kept} bytes`);
  long.resolve(Buffer.alloc(0));
});
