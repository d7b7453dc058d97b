import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { withinTime } from '#lib/async/within-time.ts';

test('what takes longer is null', async () => {
  assert.equal(await withinTime(new Promise(() => {}), 1), null);
});

test('a rejection is passed on', async () => {
  await assert.rejects(withinTime(Promise.reject(new Error('no')), 60_000), /no/);
});

test('bytes that arrive while the process is busy come in time', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[socket]] = await Promise.all([accepted, once(client, 'connect')]);
  const arrived = once(client, 'data').then(([data]) => String(data));
  const result = withinTime(arrived, 1);
  socket.write('x');
  // Blocks this thread until the time is over.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  assert.equal(await result, 'x');
  client.destroy();
  server.close();
});
