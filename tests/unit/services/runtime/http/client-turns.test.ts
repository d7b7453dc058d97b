import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { createClientTurns } from '#runtime/http/client-turns.ts';
import { eventually } from '#tests/support/eventually.ts';

/** A server that keeps the requests that had their turn, and the paths of those that were turned away. */
async function start(t: TestContext, atOnce: number, maxWaiting: number) {
  const turns = createClientTurns(atOnce, maxWaiting);
  const running: ServerResponse[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    const client = request.headers['x-client'] as string;
    if (turns.enter(client, request, response, () => running.push(response))) return;
    refused.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = (client: string, path = '/') => {
    const request = get({ port, path, headers: { 'x-client': client }, agent: false });
    request.on('error', () => {});
    request.on('response', (response) => response.resume());
    return request;
  };
  const paths = () => running.map(({ req }) => req.url);
  return { port, ask, running, refused, paths };
}

test('requests above those in progress wait for their turn, and other clients do not wait for them', async (t) => {
  const { ask, running, paths } = await start(t, 2, 10);
  for (const path of ['/1', '/2']) ask('a', path);
  await eventually(async () => assert.equal(running.length, 2));
  ask('a', '/3');
  ask('b', '/other');
  await eventually(async () => assert.equal(running.length, 3));
  assert.ok(paths().includes('/other') && !paths().includes('/3'));
  running[0]?.end();
  await eventually(async () => assert.ok(paths().includes('/3')));
});

test('requests are turned away when too many wait', async (t) => {
  const { ask, running, refused } = await start(t, 1, 2);
  ask('a', '/1');
  await eventually(async () => assert.equal(running.length, 1));
  for (const path of ['/2', '/3', '/4']) ask('a', path);
  await eventually(async () => assert.equal(refused.length, 1));
});

test('a client that disconnects gives its turn away, and what it still waited for is not run', async (t) => {
  const { ask, running, paths } = await start(t, 1, 10);
  const first = ask('a', '/1');
  await eventually(async () => assert.equal(running.length, 1));
  const second = ask('a', '/2');
  first.destroy();
  await eventually(async () => assert.deepEqual(paths(), ['/1', '/2']));
  second.destroy();
  ask('a', '/3');
  await eventually(async () => assert.deepEqual(paths(), ['/1', '/2', '/3']));
});

test('pipelined requests whose answers are never sent give their turns away', async (t) => {
  const { port, ask, running, paths } = await start(t, 3, 10);
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /p HTTP/1.1\r\nhost: a\r\nx-client: a\r\n\r\n'.repeat(3));
  await eventually(async () => assert.equal(running.length, 3));
  // The second answer waits in memory for the first.
  running[1]?.end();
  socket.destroy();
  for (const path of ['/1', '/2', '/3']) ask('a', path);
  await eventually(async () => assert.deepEqual(paths().slice(3).sort(), ['/1', '/2', '/3']));
});
