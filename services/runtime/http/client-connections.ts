import type { Socket } from 'node:net';

export interface ClientConnections {
  /** Counts a connection until it closes. `false`: the client has too many already, and it is not counted. */
  add(client: string, socket: Socket): boolean;
  /** The open connections of a client. */
  of(client: string): Iterable<Socket>;
}

/** Lets each client have at most `most` connections, so that one client cannot use up those of the server. */
export function createClientConnections(most: number): ClientConnections {
  const clients = new Map<string, Set<Socket>>();
  return {
    add(client, socket) {
      const open = clients.get(client) ?? new Set();
      if (open.size >= most) return false;
      clients.set(client, open.add(socket));
      socket.once('close', () => {
        open.delete(socket);
        if (open.size === 0 && clients.get(client) === open) clients.delete(client);
      });
      return true;
    },
    of: (client) => clients.get(client) ?? [],
  };
}
