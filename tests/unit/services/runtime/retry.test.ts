import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '#runtime/process/retry.ts';

const options = { attempts: 3, baseMs: 1, maxMs: 4, signal: new AbortController().signal };

test('tries again until the operation resolves', async () => {
  const seen: number[] = [];
  const value = await retry(async (attempt) => {
    seen.push(attempt);
    if (attempt < 3) throw new Error('not yet');
    return 'done';
  }, options);
  assert.equal(value, 'done');
  assert.deepEqual(seen, [1, 2, 3]);
});

test('rejects with the last error when the attempts are used up', async () => {
  let calls = 0;
  await assert.rejects(
    retry(async () => {
      throw new Error(`failure ${++calls}`);
    }, options),
    /failure 3/,
  );
});

test('does not try again after a fatal error', async () => {
  let calls = 0;
  const attempt = retry(
    async () => {
      calls++;
      throw new Error('fatal');
    },
    { ...options, isFatal: () => true },
  );
  await assert.rejects(attempt, /fatal/);
  assert.equal(calls, 1);
});

test('stops waiting when the signal aborts', async () => {
  const abort = new AbortController();
  const attempt = retry(
    async () => {
      throw new Error('down');
    },
    {
      ...options,
      attempts: Number.POSITIVE_INFINITY,
      baseMs: 60_000,
      maxMs: 60_000,
      signal: abort.signal,
      onRetry: () => abort.abort(),
    },
  );
  await assert.rejects(attempt, { name: 'AbortError' });
});
