import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /**
   * Lets clients leave by themselves: from now on every answer says that its connection ends with it. Resolves once all
   * have gone, or after `forMs`. A server that closed at once would cut requests that are on their way.
   */
  dismiss(forMs: number): Promise<void>;
}

/** Keeps count of a server's connections, from before it listens. */
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
