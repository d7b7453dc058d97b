import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createHttpServer } from '#runtime/http/http-server.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';

test('a server that closes answers what is in hand, then closes its connections, idle ones at once', async () => {
  const app = createHttpServer({ logger: silentLogger(), bodyLimit: 1_000 });
  const inHand = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  app.get('/slow', async () => {
    inHand.resolve();
    await release.promise;
    return { done: true };
  });
  app.get('/quick', async () => ({ done: true }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const request = async (path: string) => {
    const [response] = (await once(get({ host: '127.0.0.1', port, path, agent }), 'response')) as [
      IncomingMessage,
    ];
    const { socket } = response;
    response.resume();
    await once(response, 'end');
    return { status: response.statusCode, connection: response.headers.connection, socket };
  };

  const slow = request('/slow');
  await inHand.promise;
  const idle = await request('/quick');
  assert.equal(idle.connection, 'keep-alive');
  const idleClosed = once(idle.socket, 'close');
  const closed = app.close();
  await idleClosed;
  release.resolve();
  const answer = await slow;
  assert.equal(answer.status, 200);
  assert.equal(answer.connection, 'close');
  await closed;
  await assert.rejects(request('/quick'), /ECONNREFUSED/);
  agent.destroy();
});
