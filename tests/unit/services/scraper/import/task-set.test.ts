import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTaskSet } from '#scraper/import/task-set.ts';
import { heldMemory } from '#tests/support/held-memory.ts';

test('adding waits for room, and the end for all', async () => {
  const tasks = createTaskSet(2);
  const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  assert.equal(tasks.add(one.promise), undefined);
  let hasRoom = false;
  const waiting = tasks.add(two.promise)?.then(() => (hasRoom = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(hasRoom, false);
  one.resolve();
  await waiting;
  let isOver = false;
  const end = tasks.finish().then(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isOver, false);
  two.resolve();
  await end;
});

test('the first failure is passed on to what waits and to what is added later', async () => {
  const tasks = createTaskSet(2);
  const failure = new Error('broken');
  void tasks.add(new Promise(() => {}));
  await assert.rejects(tasks.add(Promise.reject(failure)) as Promise<void>, failure);
  await assert.rejects(tasks.finish(), failure);
});

test('a long task keeps nothing of the short ones beside it', async () => {
  const tasks = createTaskSet(2);
  const long = Promise.withResolvers<void>();
  void tasks.add(long.promise);
  const run = async (count: number) => {
    for (let done = 0; done < count; done++) await tasks.add(Promise.resolve());
  };
  await run(1_000);
  const before = await heldMemory();
  await run(20_000);
  const kept = (await heldMemory()).heap - before.heap;
  assert.ok(kept < 20_000 * 50, `${kept} bytes`);
  long.resolve();
  await tasks.finish();
});
