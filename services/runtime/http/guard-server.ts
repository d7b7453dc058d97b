import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '#contract/problem.ts';
import { clientAddress } from './client-address.ts';
import type { ClientRates } from './client-rates.ts';
import { isLoopback } from './loopback.ts';

export interface Guard {
  /** Absent: no limit. */
  rates?: { limit: number; clients: ClientRates } | undefined;
  trustedHops?: number;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * Checks every request before the framework sees it: also those to unknown paths, with refused methods and unreadable
 * addresses. A server on a loopback address answers only to a loopback `Host`, so that no web page reaches it by a name
 * of its own (DNS rebinding).
 */
export function guardServer(server: Server, { rates, trustedHops = 0 }: Guard): void {
  const handlers = server.listeners('request') as ((...args: unknown[]) => void)[];
  server.removeAllListeners('request');
  const refusal = (request: IncomingMessage): Refusal | undefined => {
    const waitMs = rates?.clients.take(clientAddress(request, trustedHops)) ?? 0;
    if (waitMs > 0) return tooMany(rates?.limit ?? 0, waitMs);
    const { host } = request.headers;
    if (host === undefined || host === '') return NO_HOST;
    if ((request.headersDistinct.host?.length ?? 0) > 1) return MANY_HOSTS;
    if (isLoopback(request.socket.localAddress ?? '') && !isLoopback(nameOf(host))) return OTHER_HOST;
    if (!METHODS.has(request.method ?? '')) return OTHER_METHOD;
    return undefined;
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refused = refusal(request);
    if (refused !== undefined) return refuse(response, refused);
    for (const handle of handlers) handle.call(server, request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    refuse(response, refusal(request) ?? EXPECTATION);
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const { problem, headers } = refusal(request) ?? OTHER_METHOD;
    socket.end(rawAnswer(problem, headers));
  });
}

/** A complete answer that closes the connection, for what never becomes a request. */
export function rawAnswer(
  problem: Omit<Problem, 'type'>,
  headers: Readonly<Record<string, string>> = {},
): string {
  const body = JSON.stringify({ type: 'about:blank', ...problem });
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`;
}

interface Refusal {
  problem: Omit<Problem, 'type'>;
  headers?: Readonly<Record<string, string>>;
}

const NO_HOST: Refusal = {
  problem: { title: 'Host header missing', status: 400, code: 'host_missing' },
};
const MANY_HOSTS: Refusal = {
  problem: { title: 'More than one Host header', status: 400, code: 'host_repeated' },
};
const OTHER_HOST: Refusal = {
  problem: {
    title: 'Host not served here',
    status: 421,
    code: 'host_refused',
    detail: 'This server accepts only localhost and loopback addresses in the Host header',
  },
};
const OTHER_METHOD: Refusal = {
  problem: { title: 'Method not allowed', status: 405, code: 'method_not_allowed' },
  headers: { allow: 'GET, HEAD' },
};
const EXPECTATION: Refusal = {
  problem: { title: 'Expectation not supported', status: 417, code: 'expectation_failed' },
};

function tooMany(limit: number, waitMs: number): Refusal {
  return {
    problem: {
      title: 'Too many requests',
      status: 429,
      code: 'rate_limited',
      detail: `The limit is ${limit} requests per second`,
      hint: 'retry after the number of seconds in the Retry-After header',
    },
    headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
  };
}

function refuse(response: ServerResponse, { problem, headers = {} }: Refusal): void {
  const body = JSON.stringify({ type: 'about:blank', ...problem });
  response
    .writeHead(problem.status, {
      ...headers,
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      'x-content-type-options': 'nosniff',
    })
    .end(response.req.method === 'HEAD' ? undefined : body);
}

/** The name in a `Host` header, without the port. */
function nameOf(host: string): string {
  return host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '');
}
