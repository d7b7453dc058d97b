import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorkerClient } from '#runtime/worker/worker-client.ts';

const script = new URL('../../../../support/crashing-worker.ts', import.meta.url);

test('a thread that crashes rejects the calls in hand and all that follow, and is told of once', async () => {
  const crashes: string[] = [];
  const client = createWorkerClient(script, null, ({ message }) => crashes.push(message));
  assert.equal(await client.call('echo', 7), 7);
  const crashed = {
    name: 'UnavailableError',
    message: 'The thread crashing-worker crashed: out of its mind',
  };
  await assert.rejects(client.call('throw', null), crashed);
  await assert.rejects(client.call('echo', 7), crashed);
  await client.close();
  assert.deepEqual(crashes, [crashed.message]);
});

test('a thread that ends by itself is a crash, one that is closed is none', async () => {
  const crashes: string[] = [];
  const ends = createWorkerClient(script, null, ({ message }) => crashes.push(message));
  await assert.rejects(ends.call('exit', null), /The thread crashing-worker has ended/);
  assert.equal(crashes.length, 1);
  const closed = createWorkerClient(script, null, () => assert.fail('closing is no crash'));
  assert.equal(await closed.call('echo', 1), 1);
  await closed.close();
});
