import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createQuietTask } from '#adapters/search/elasticsearch/write/quiet-task.ts';

/** A refresh that can be waited for. */
function spy(outcome: () => Promise<unknown> = async () => {}) {
  let calls = 0;
  let called = Promise.withResolvers<void>();
  return {
    calls: () => calls,
    next: () => called.promise,
    refresh: () => {
      calls++;
      called.resolve();
      called = Promise.withResolvers();
      return outcome();
    },
  };
}

describe('refreshing when writes pause', () => {
  test('happens once for writes that overlap, after the last of them', async () => {
    const { refresh, calls, next } = spy();
    const quiet = createQuietTask({ run: refresh, quietMs: 0, spacingMs: 0 });
    const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const writes = [quiet.around(() => first.promise), quiet.around(() => second.promise)];
    const refreshed = next();
    first.resolve('first');
    assert.equal(await writes[0], 'first');
    for (let n = 0; n < 10; n++) await turn();
    assert.equal(calls(), 0);
    second.resolve('second');
    assert.equal(await writes[1], 'second');
    await refreshed;
    assert.equal(calls(), 1);
  });

  test('follows a write that failed too: a part of it may be there', async () => {
    const { refresh, next } = spy();
    const quiet = createQuietTask({ run: refresh, quietMs: 0, spacingMs: 0 });
    const refreshed = next();
    await assert.rejects(
      quiet.around(() => Promise.reject(new Error('no room'))),
      /no room/,
    );
    await refreshed;
  });

  test('that fails does no harm, and the next pause tries again', async () => {
    const { refresh, calls, next } = spy(() => Promise.reject(new Error('away')));
    const quiet = createQuietTask({ run: refresh, quietMs: 0, spacingMs: 0 });
    for (let n = 0; n < 2; n++) {
      const refreshed = next();
      await quiet.around(async () => {});
      await refreshed;
    }
    assert.equal(calls(), 2);
  });

  test('does not happen after the end', async () => {
    const { refresh, calls } = spy();
    const quiet = createQuietTask({ run: refresh, quietMs: 0, spacingMs: 0 });
    await quiet.around(async () => {});
    quiet.close();
    await quiet.around(async () => {});
    for (let n = 0; n < 10; n++) await turn();
    assert.equal(calls(), 0);
  });
});
