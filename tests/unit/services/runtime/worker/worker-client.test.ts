import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorkerClient } from '#runtime/worker/worker-client.ts';

const script = new URL('../../../../support/crashing-worker.ts', import.meta.url);

test('a thread that crashes rejects pending and later calls, and is reported once', async () => {
  const crashes: string[] = [];
  const client = createWorkerClient(script, null, ({ message }) => crashes.push(message));
  assert.equal(await client.call('echo', 7), 7);
  const crashed = {
    name: 'UnavailableError',
    message: /crashing-worker.*a failed worker/,
  };
  await assert.rejects(client.call('throw', null), crashed);
  await assert.rejects(client.call('echo', 7), crashed);
  await client.close();
  assert.equal(crashes.length, 1);
});

test('a thread that ends by itself is a crash, one that is closed is none', async () => {
  const crashes: string[] = [];
  const ends = createWorkerClient(script, null, ({ message }) => crashes.push(message));
  await assert.rejects(ends.call('exit', null), { name: 'UnavailableError', message: /crashing-worker/ });
  assert.equal(crashes.length, 1);
  const closed = createWorkerClient(script, null, () => assert.fail('closing is no crash'));
  assert.equal(await closed.call('echo', 1), 1);
  await closed.close();
});

test('a thread that crashes because too many files are open says so with a code', async () => {
  const client = createWorkerClient(script, null, () => {});
  await assert.rejects(
    client.call('throw', 'Cannot read package config /a/package.json: too many open files.'),
    { name: 'UnavailableError', code: 'too_many_open_files' },
  );
  await client.close();
});
