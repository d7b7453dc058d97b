import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { createServer as createTlsServer } from 'node:tls';

/** A way to a server that can be cut. */
export interface TcpProxy {
  port: number;
  /** Destroys all connections. */
  cut(): void;
  /** Destroys all connections, then and from now on, until `restore`. */
  sever(): void;
  /** Passes nothing on from now on, until `restore`; the connections of that time stay silent for good. */
  silence(): void;
  restore(): void;
  /** Cuts once this many bytes more have gone to the server; resolves then. */
  cutAfter(bytes: number): Promise<void>;
  /** Cuts in the place of passing these bytes on to the server for the nth time; resolves then. */
  cutAt(bytes: Buffer, nth: number): Promise<void>;
  /** Bytes to all clients, as if the server had sent them. */
  inject(bytes: Buffer): void;
  close(): Promise<void>;
}

/** With `tls` it is the one that speaks TLS, and the server need not. */
export async function startTcpProxy(
  target: { host: string; port: number },
  tls?: TlsOptions,
): Promise<TcpProxy> {
  const clients = new Set<Socket>();
  const silent = new Set<Socket>();
  let severed = false;
  let silenced = false;
  let budget: { bytes: number; spent: () => void } | undefined;
  let mark: { bytes: Buffer; left: number; met: () => void } | undefined;

  const cut = () => {
    for (const client of clients) client.destroy();
  };

  const onClient = (client: Socket) => {
    client.on('error', () => {});
    if (severed) return void client.destroy();
    clients.add(client);
    if (silenced) {
      silent.add(client);
      client.resume();
      return void client.on('close', () => clients.delete(client));
    }
    const upstream = connect(target.port, target.host);
    upstream.on('error', () => {});
    upstream.on('data', (chunk) => silent.has(client) || void client.write(chunk));
    upstream.on('close', () => silent.has(client) || client.destroy());
    client.on('close', () => {
      silent.delete(client);
      clients.delete(client);
      upstream.destroy();
    });
    client.on('data', (chunk) => {
      if (silent.has(client)) return;
      if (mark && chunk.includes(mark.bytes) && --mark.left === 0) {
        const { met } = mark;
        mark = undefined;
        cut();
        return met();
      }
      if (budget) {
        budget.bytes -= chunk.length;
        if (budget.bytes <= 0) {
          const { spent } = budget;
          budget = undefined;
          // Part of it arrives, as when a cable is pulled.
          upstream.write(chunk.subarray(0, chunk.length / 2));
          setImmediate(() => {
            cut();
            spent();
          });
          return;
        }
      }
      upstream.write(chunk);
    });
  };

  const server: Server = tls ? createTlsServer(tls, onClient) : createServer(onClient);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    sever() {
      severed = true;
      cut();
    },
    silence() {
      silenced = true;
      for (const client of clients) silent.add(client);
    },
    restore() {
      severed = false;
      silenced = false;
    },
    cutAfter: (bytes) =>
      new Promise((spent) => {
        budget = { bytes, spent };
      }),
    cutAt: (bytes, nth) =>
      new Promise((met) => {
        mark = { bytes, left: nth, met };
      }),
    inject(bytes) {
      for (const client of clients) client.write(bytes);
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
