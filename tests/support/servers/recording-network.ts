import type { Server } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A plain proxy on this machine that remembers what was asked. */
export interface RecordingNetwork {
  url: string;
  /** Paths with their query, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function startRecordingNetwork(target: URL): Promise<RecordingNetwork> {
  const asked: string[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    asked.push(incoming.url ?? '');
    const sent = request(new URL(incoming.url ?? '/', target), {
      method: incoming.method,
      headers: { ...incoming.headers, host: target.host },
    });
    sent.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    sent.on('error', () => outgoing.destroy());
    outgoing.on('close', () => sent.destroy());
    incoming.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
