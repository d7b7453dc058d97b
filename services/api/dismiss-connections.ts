import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /**
   * Lets clients disconnect: every further answer announces that its connection closes. Connections on which no request
   * ever came are closed at once; closing the others at once would break requests in transit. Resolves when all are
   * closed, or after `forMs`: then idle ones are closed.
   */
  dismiss(forMs: number): Promise<void>;
}

/** Counts the connections of a server. Call it before the server listens. */
export function watchConnections(server: Server): Connections {
  const gone = Promise.withResolvers<void>();
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let leaving = false;
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      if (leaving && open.size === 0) gone.resolve();
    });
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    busy.add(socket);
    response.once('close', () => busy.delete(socket));
  });
  return {
    async dismiss(forMs) {
      leaving = true;
      server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
        response.setHeader('connection', 'close');
      });
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
      if (open.size === 0) return;
      const timer = setTimeout(gone.resolve, forMs);
      await gone.promise;
      clearTimeout(timer);
      // The server itself counts a connection as busy until its first request is complete.
      for (const socket of open) if (!busy.has(socket)) socket.destroy();
    },
  };
}
