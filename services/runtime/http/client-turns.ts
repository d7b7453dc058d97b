import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ClientTurns {
  /**
   * Runs `work` now, or once earlier requests of the same client are answered. It is not run for a client that has
   * disconnected. `false`: too many requests of the client wait already.
   */
  enter(client: string, request: IncomingMessage, response: ServerResponse, work: () => void): boolean;
}

interface Turn {
  socket: Socket;
  response: ServerResponse;
  work(): void;
}

/**
 * Lets at most `atOnce` requests of each client be in progress, so that a burst of one client is not ahead of the
 * requests of others. At most `maxWaiting` more wait.
 */
export function createClientTurns(atOnce: number, maxWaiting: number): ClientTurns {
  const clients = new Map<string, { running: number; waiting: Turn[] }>();
  /** What ends the turns of a connection: the answer of a pipelined request may never be sent. */
  const endings = new WeakMap<Socket, Set<() => void>>();

  const watch = (socket: Socket) => {
    const known = endings.get(socket);
    if (known) return known;
    const made = new Set<() => void>();
    endings.set(socket, made);
    socket.once('close', () => {
      for (const end of made) end();
    });
    return made;
  };
  const run = (client: string, { socket, response, work }: Turn) => {
    const state = clients.get(client) ?? { running: 0, waiting: [] };
    clients.set(client, state);
    state.running++;
    const ends = watch(socket);
    const end = () => {
      if (!ends.delete(end)) return;
      state.running--;
      next(client);
    };
    ends.add(end);
    response.once('close', end);
    work();
  };
  const next = (client: string) => {
    const state = clients.get(client);
    if (!state) return;
    while (state.running < atOnce) {
      const turn = state.waiting.shift();
      if (!turn) break;
      if (!turn.socket.destroyed) run(client, turn);
    }
    if (state.running === 0) clients.delete(client);
  };

  return {
    enter(client, { socket }, response, work) {
      const state = clients.get(client);
      const turn = { socket, response, work };
      if (state === undefined || state.running < atOnce) run(client, turn);
      else if (state.waiting.length >= maxWaiting) return false;
      else state.waiting.push(turn);
      return true;
    },
  };
}
