import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repeat } from '#runtime/process/repeat.ts';

test('repeats the work after failures, and reports them', { timeout: 300_000 }, async () => {
  const stopping = new AbortController();
  const errors: unknown[] = [];
  let calls = 0;
  const repeating = repeat(
    async () => {
      calls++;
      if (calls === 3) stopping.abort();
      throw new Error(`failure ${calls}`);
    },
    { everyMs: 1, signal: stopping.signal, onError: (error) => errors.push((error as Error).message) },
  );
  const alive = setInterval(() => {}, 1_000);
  await repeating;
  clearInterval(alive);
  assert.equal(calls, 3);
  assert.deepEqual(errors, ['failure 1', 'failure 2']);
});

test('ends during a pause, without more work', async () => {
  const stopping = new AbortController();
  let calls = 0;
  const repeating = repeat(
    async () => {
      calls++;
    },
    { everyMs: 3_600_000, signal: stopping.signal, onError: assert.ifError },
  );
  stopping.abort();
  await repeating;
  assert.equal(calls, 0);
});

test('ends after the work in progress', { timeout: 300_000 }, async () => {
  const stopping = new AbortController();
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const ends: string[] = [];
  const alive = setInterval(() => {}, 1_000);
  const repeating = repeat(
    async () => {
      begun.resolve();
      await release.promise;
      ends.push('work');
    },
    { everyMs: 1, signal: stopping.signal, onError: assert.ifError },
  ).then(() => ends.push('repetition'));
  await begun.promise;
  stopping.abort();
  release.resolve();
  await repeating;
  clearInterval(alive);
  assert.deepEqual(ends, ['work', 'repetition']);
});
