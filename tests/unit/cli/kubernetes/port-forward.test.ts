import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { openForward } from '#cli/kubernetes/client/port-forward.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** An API server that opens web sockets, and never answers when one is closed. */
async function startSilentServer(beforeOpen: Promise<unknown>) {
  const sockets: Socket[] = [];
  const framed = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', async (bytes) => {
      const key = /sec-websocket-key: (.+)\r/i.exec(bytes.toString())?.[1] ?? '';
      const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
      await beforeOpen;
      socket.once('data', () => framed.resolve());
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const config = new KubeConfig();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.loadFromClusterAndUser({ name: 'c', server: url, skipTLSVerify: true }, { name: 'u' });
  return { server, sockets, config, framed: framed.promise };
}

const where = async () => ({ pod: 'p', port: 80 });

// The library waits 30 s for the server's answer to a close: the limit of these tests is below that.
test('a forward that is closed leaves no connection, though the server stays silent', {
  timeout: 300_000,
}, async () => {
  const { server, sockets, config, framed } = await startSilentServer(Promise.resolve());
  const forward = await openForward(config, { namespace: 'n', where });
  const client = connect(forward.port, '127.0.0.1');
  client.write('hello');
  // The first frame shows that the web socket is open.
  await framed;
  const closed = once(sockets[0] as Socket, 'close');
  client.destroy();
  forward.close();
  await closed;
  server.close();
});

test('a client that leaves before the way is open leaves no connection', { timeout: 300_000 }, async () => {
  const opening = Promise.withResolvers<void>();
  const { server, sockets, config } = await startSilentServer(opening.promise);
  const forward = await openForward(config, { namespace: 'n', where });
  const client = connect(forward.port, '127.0.0.1');
  await once(server, 'connection');
  client.destroy();
  forward.close();
  opening.resolve();
  const [socket] = sockets;
  assert.ok(socket);
  await once(socket, 'close');
  server.close();
});
