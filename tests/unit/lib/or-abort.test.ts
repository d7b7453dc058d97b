import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { orAbort } from '#lib/async/or-abort.ts';
import { heldMemory } from '#tests/support/held-memory.ts';

test('the value of the work is passed on, and no listener stays', async () => {
  const { signal } = new AbortController();
  assert.equal(await orAbort(Promise.resolve(7), signal), 7);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('the failure of the work is passed on', async () => {
  const failure = new Error('broken');
  await assert.rejects(orAbort(Promise.reject(failure), new AbortController().signal), failure);
});

test('an abort rejects with its reason while the work still runs', async () => {
  const controller = new AbortController();
  const reason = new Error('interrupted');
  const racing = orAbort(new Promise(() => {}), controller.signal);
  controller.abort(reason);
  await assert.rejects(racing, reason);
});

test('a signal that has aborted already wins, and a later failure of the work is ignored', async () => {
  const reason = new Error('interrupted');
  const work = Promise.withResolvers<void>();
  await assert.rejects(orAbort(work.promise, AbortSignal.abort(reason)), reason);
  // An unhandled rejection fails the test run.
  work.reject(new Error('too late'));
  await new Promise((resolve) => setImmediate(resolve));
});

test('without a signal the work alone counts', async () => {
  assert.equal(await orAbort(Promise.resolve('done')), 'done');
});

test('work that outlives many waits keeps nothing of them', async () => {
  const bytes = 1024 * 1024;
  const work = Promise.withResolvers<string>();
  const before = await heldMemory();
  for (let waits = 0; waits < 50; waits++) {
    const reason = Object.assign(new Error('too late'), { body: Buffer.alloc(bytes) });
    await assert.rejects(orAbort(work.promise, AbortSignal.abort(reason)), reason);
  }
  const kept = (await heldMemory()).buffers - before.buffers;
  assert.ok(kept < 10 * bytes, `${kept} bytes`);
  work.resolve('done');
  assert.equal(await orAbort(work.promise, new AbortController().signal), 'done');
});
