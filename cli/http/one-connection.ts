import type { Agent } from 'node:http';
import { Agent as HttpAgent } from 'node:http';
import type { Socket } from 'node:net';
import { Socket as ClosedSocket, connect } from 'node:net';

/**
 * An agent whose requests share one connection, in turn. It never opens a second one: what the server proved about itself
 * holds for this connection alone.
 */
export function createOneConnection(): Agent {
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
  let opened = false;
  return Object.assign(agent, {
    createConnection(options: { host: string; port: number }): Socket {
      if (opened) return new ClosedSocket().destroy(new Error('the server closed the connection'));
      opened = true;
      return connect(options);
    },
  });
}
