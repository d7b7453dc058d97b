import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { test } from 'node:test';
import { startDeadline } from '#lib/async/deadline.ts';

test('a deadline aborts with the reason it was given', async () => {
  const reason = new Error('late');
  const deadline = startDeadline(1, { reason: () => reason });
  await running(once(deadline.signal, 'abort'));
  assert.equal(deadline.signal.reason, reason);
  assert.equal(deadline.expired, true);
});

test('without a reason it aborts with a TimeoutError', async () => {
  const deadline = startDeadline(1);
  await running(once(deadline.signal, 'abort'));
  assert.equal((deadline.signal.reason as Error).name, 'TimeoutError');
});

test('the parent ends it with its own reason, and it has not expired', () => {
  const parent = new AbortController();
  const deadline = startDeadline(60_000, { signal: parent.signal, reason: () => new Error('late') });
  const reason = new Error('interrupted');
  parent.abort(reason);
  assert.equal(deadline.signal.reason, reason);
  assert.equal(deadline.expired, false);
});

test('a parent that has aborted already ends it at once', () => {
  const reason = new Error('interrupted');
  const deadline = startDeadline(60_000, { signal: AbortSignal.abort(reason) });
  assert.equal(deadline.signal.reason, reason);
});

test('once cleared it leaves no listener on its parent and does not abort', () => {
  const parent = new AbortController();
  let kept: AbortSignal;
  {
    using deadline = startDeadline(60_000, { signal: parent.signal });
    kept = deadline.signal;
    assert.equal(getEventListeners(parent.signal, 'abort').length, 1);
  }
  assert.equal(getEventListeners(parent.signal, 'abort').length, 0);
  parent.abort();
  assert.equal(kept.aborted, false);
});

test('after the time ran out the parent holds no listener', async () => {
  const parent = new AbortController();
  const deadline = startDeadline(1, { signal: parent.signal });
  await running(once(deadline.signal, 'abort'));
  assert.equal(getEventListeners(parent.signal, 'abort').length, 0);
});

/** Keeps the process alive meanwhile: the deadline's timer does not. */
async function running<T>(work: Promise<T>): Promise<T> {
  const alive = setInterval(() => {}, 60_000);
  try {
    return await work;
  } finally {
    clearInterval(alive);
  }
}
