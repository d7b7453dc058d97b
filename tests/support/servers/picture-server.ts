import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TEST_CERTIFICATE } from './test-certificate.ts';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A web server on the loopback; what it answers under a path is set by the test. */
export interface PictureServer {
  port: number;
  /** By path, without the query; anything else is 404. */
  answers: Map<string, Answer>;
  /** In the order in which they came. */
  requests: { path: string; headers: IncomingHttpHeaders }[];
  /** Of the connections so far, plain or within TLS. */
  bytesSent(): number;
  /** Requests under way at the same time at most. */
  most(): number;
  close(): Promise<void>;
}

export async function startPictureServer({ tls = false } = {}): Promise<PictureServer> {
  const answers = new Map<string, Answer>();
  const requests: PictureServer['requests'] = [];
  const sockets = new Set<{ bytesWritten: number }>();
  let underWay = 0;
  let most = 0;
  const listener: RequestListener = (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    requests.push({ path, headers: request.headers });
    most = Math.max(most, ++underWay);
    response.once('close', () => underWay--);
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(response, request);
  };
  const server = tls ? createTlsServer(TEST_CERTIFICATE, listener) : createServer(listener);
  server.on(tls ? 'secureConnection' : 'connection', (socket) => sockets.add(socket));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    answers,
    requests,
    bytesSent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    most: () => most,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Sends `chunk` for ever, as fast as it is taken. */
export function sendEndlessly(response: ServerResponse, chunk: Buffer): void {
  const send = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', send);
  send();
}
