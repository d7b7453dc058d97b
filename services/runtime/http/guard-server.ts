import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Answering } from './answer-unreadable.ts';
import { endAfter } from './answer-unreadable.ts';
import { clientAddress, clientOf } from './client-address.ts';
import { createClientConnections } from './client-connections.ts';
import { createClientRates } from './client-rates.ts';
import { createClientTurns } from './client-turns.ts';
import { isLoopback } from './loopback.ts';
import type { Refusal } from './refusals.ts';
import {
  EXPECTATION,
  MANY_HOSTS,
  NO_HOST,
  OTHER_HOST,
  OTHER_METHOD,
  rawAnswer,
  refuse,
  tooMany,
  unreadable,
} from './refusals.ts';
import type { RouteCost } from './route-costs.ts';

export interface Guard {
  /** Requests a second that each client may send, as many at once after a pause; 0: clients have no limits. */
  limit?: number;
  trustedHops?: number;
  /** The cost of requests that are more work than others. Few of one client are in progress for each such route. */
  costOf?(method: string, url: string): RouteCost | undefined;
}

const HOST = 'host';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);
/** Connections of one client at the same time. */
const MAX_CONNECTIONS = 1_024;
/** The share of the limit that may be in progress at the same time: four of the default of 100. */
const AT_ONCE_SHARE = 0.04;
/** The share for each costly route: one of the default. */
const COSTLY_SHARE = 0.01;

/**
 * Checks every request before the framework sees it: also those to unknown paths, with refused methods and unreadable
 * addresses. A server on a loopback address answers only to a loopback `Host`, so that no web page reaches it by a name
 * of its own (DNS rebinding).
 *
 * A client above its limit gets one answer, and its connection closes: what it sent behind that request is ignored. At
 * twice its limit, all its connections and its new ones are closed, for the longer the more it has sent, but not over 10 s.
 */
export function guardServer(
  server: Server,
  { limit = 0, trustedHops = 0, costOf = () => undefined }: Guard,
): void {
  const clients = limit > 0 ? createLimits(limit) : undefined;
  const ownAddress = trustedHops === 0;
  const leaving = new WeakSet<Duplex>();
  const clientFor = (request: IncomingMessage) => clientOf(clientAddress(request, trustedHops));

  const disconnect = (client: string) => {
    for (const socket of clients?.connections.of(client) ?? []) {
      // A connection whose last response is being sent closes on its own.
      if (!leaving.has(socket)) socket.destroy();
    }
  };
  /** Counts a request above the limit. */
  const blame = (client: string) => {
    const spent = clients?.refusals.isSpent(client);
    clients?.refusals.charge(client);
    if (!spent && clients?.refusals.isSpent(client)) disconnect(client);
  };
  /** The refusal of a client above its limit. */
  const excess = (client: string, cost = 1): Refusal | undefined => {
    const waitMs = clients?.requests.take(client, cost) ?? 0;
    if (waitMs === 0) return undefined;
    blame(client);
    return tooMany(limit, waitMs, cost);
  };
  const refuseExcess = (request: IncomingMessage, response: ServerResponse, refusal: Refusal) => {
    // A proxy needs its connection for other clients.
    if (ownAddress) {
      leaving.add(request.socket);
      request.socket.pause();
    }
    refuse(response, refusal, ownAddress);
  };

  wrap(server, 'connection', (accept, socket: Socket) => {
    // The connections of a proxy carry many clients.
    if (clients && ownAddress) {
      const client = clientOf(socket.remoteAddress ?? '');
      if (clients.refusals.isSpent(client) || !clients.connections.add(client, socket)) {
        return void socket.destroy();
      }
    }
    accept();
  });
  const answering = new WeakMap<Duplex, Answering>();
  wrap(server, 'request', (handle, request: IncomingMessage, response: ServerResponse) => {
    answering.set(request.socket, { request, response, before: answering.get(request.socket)?.response });
    const client = clientFor(request);
    // One of those that were read together with the refused one: thousands fit into one read.
    if (leaving.has(request.socket)) return blame(client);
    const costly = clients && costOf(request.method ?? '', request.url ?? '');
    const over = excess(client, costly?.cost);
    if (over) {
      refuseExcess(request, response, over);
      return;
    }
    const refused = check(request);
    if (refused) return refuse(response, refused);
    if (!clients) return handle();
    // A long export must not keep the client's other requests waiting.
    const entered = costly
      ? clients.costlyTurns.enter(`${client} ${costly.route}`, request, response, handle)
      : clients.turns.enter(client, request, response, handle);
    if (!entered) refuseExcess(request, response, tooMany(limit, 1_000));
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    if (leaving.has(request.socket)) return;
    refuse(response, excess(clientFor(request)) ?? check(request) ?? EXPECTATION);
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(excess(clientFor(request)) ?? check(request) ?? OTHER_METHOD));
  });
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Its last response is being sent.
    if (leaving.has(socket)) return;
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const over = ownAddress ? excess(clientOf(socket.remoteAddress ?? '')) : undefined;
    const answer = rawAnswer(over ?? unreadable(error.code));
    leaving.add(socket);
    endAfter(answering.get(socket), socket, answer);
  });
}

function createLimits(limit: number) {
  const turnsFor = (share: number) => Math.max(1, Math.ceil(limit * share));
  return {
    requests: createClientRates(limit),
    /** The responses to a client above its limit. */
    refusals: createClientRates(limit),
    turns: createClientTurns(turnsFor(AT_ONCE_SHARE), limit),
    /** Those of one client to one costly route. */
    costlyTurns: createClientTurns(turnsFor(COSTLY_SHARE), limit),
    connections: createClientConnections(MAX_CONNECTIONS),
  };
}

function check(request: IncomingMessage): Refusal | undefined {
  const { host } = request.headers;
  if (host === undefined || host === '') return NO_HOST;
  if (countHosts(request.rawHeaders) > 1) return MANY_HOSTS;
  if (isLoopback(request.socket.localAddress ?? '') && !isLoopback(nameOf(host))) return OTHER_HOST;
  return METHODS.has(request.method ?? '') ? undefined : OTHER_METHOD;
}

/** Of names and values in turn. `headersDistinct` would make lists of all headers, for each request. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === HOST.length && name.toLowerCase() === HOST) hosts++;
  }
  return hosts;
}

/** Adds `around` before the existing listeners of an event. */
function wrap<Args extends unknown[]>(
  server: Server,
  event: string,
  around: (inner: () => void, ...args: Args) => void,
): void {
  const listeners = server.listeners(event) as ((...args: Args) => void)[];
  server.removeAllListeners(event);
  server.on(event, (...args: unknown[]) => {
    const inner = () => {
      for (const listener of listeners) listener.apply(server, args as Args);
    };
    around(inner, ...(args as Args));
  });
}

/** The name in a `Host` header, without the port. */
function nameOf(host: string): string {
  return host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '');
}
