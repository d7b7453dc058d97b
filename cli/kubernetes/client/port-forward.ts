import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';

/** A port of this machine that leads into a pod, through the API server. */
export interface Forward {
  /** On 127.0.0.1, for as long as the command runs. */
  port: number;
  close(): void;
}

export interface ForwardOptions {
  namespace: string;
  /** The pod and its port, asked for each connection: a pod may have been replaced meanwhile. */
  where(): Promise<{ pod: string; port: number }>;
}

/** Data and errors of the one port that is forwarded. */
const DATA = 0;
const ERRORS = 1;
/** Each of the two begins with the port's number. */
const PORT_BYTES = 2;
/** More than this on its way to the cluster holds the sender back. */
const HIGH_WATER = 1024 * 1024;

/** The part of a web socket that is used. */
interface Channel {
  readonly bufferedAmount: number;
  send(data: Buffer, done: (error?: Error) => void): void;
  close(): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  on(event: 'close' | 'error', listener: () => void): void;
}

export async function openForward(config: KubeConfig, options: ForwardOptions): Promise<Forward> {
  const { WebSocketHandler } = await import('@kubernetes/client-node/dist/web-socket-handler.js');
  // What the library would write to the terminal goes nowhere.
  const nowhere = {
    stdin: new PassThrough(),
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
  };
  const handler = new WebSocketHandler(config, undefined, nowhere);
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    connect(socket).catch((error: Error) => socket.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It lives as long as somebody waits for an answer, no longer.
  server.unref();

  async function connect(socket: Socket): Promise<void> {
    const { pod, port } = await options.where();
    const path = `/api/v1/namespaces/${options.namespace}/pods/${pod}/portforward?ports=${port}`;
    const begun = [false, false];
    let channel: Channel | undefined;
    const made = await handler.connect(path, null, (stream, bytes) => {
      const data = begun[stream] ? bytes : bytes.subarray(PORT_BYTES);
      begun[stream] = true;
      if (data.length === 0) return true;
      if (stream === ERRORS) {
        socket.destroy(new Error(data.toString('utf8')));
        return false;
      }
      if (stream === DATA && !socket.write(data)) {
        channel?.pause();
        socket.once('drain', () => channel?.resume());
      }
      return true;
    });
    channel = made as unknown as Channel;
    // The client may have left meanwhile.
    if (socket.destroyed) end(channel);
    else pump(socket, channel);
  }
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function pump(socket: Socket, channel: Channel): void {
  channel.on('close', () => socket.end());
  channel.on('error', () => socket.destroy());
  socket.once('close', () => end(channel));
  socket.on('data', (bytes: Buffer) => {
    channel.send(Buffer.concat([Buffer.of(DATA), bytes]), (error) => {
      if (error) socket.destroy();
      else if (channel.bufferedAmount < HIGH_WATER) socket.resume();
    });
    if (channel.bufferedAmount >= HIGH_WATER) socket.pause();
  });
  socket.resume();
}

/** The server need not answer the farewell: waiting for that would keep the process alive for 30 s. */
function end(channel: Channel): void {
  channel.close();
  channel.terminate();
}
