import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /**
   * Lets clients disconnect: every further answer announces that its connection closes. Resolves when all connections
   * are closed, or after `forMs`. Closing at once would break requests in transit.
   */
  dismiss(forMs: number): Promise<void>;
}

/** Counts the connections of a server. Call it before the server listens. */
export function watchConnections(server: Server): Connections {
  const gone = Promise.withResolvers<void>();
  let open = 0;
  let leaving = false;
  server.on('connection', (socket: Socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
      if (leaving && open === 0) gone.resolve();
    });
  });
  return {
    async dismiss(forMs) {
      leaving = true;
      server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
        response.setHeader('connection', 'close');
      });
      if (open === 0) return;
      const timer = setTimeout(gone.resolve, forMs);
      await gone.promise;
      clearTimeout(timer);
    },
  };
}
