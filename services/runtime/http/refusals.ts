import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Problem } from '#contract/problem.ts';

/** An answer to a request that the framework never sees. */
export interface Refusal {
  problem: Omit<Problem, 'type'>;
  headers?: Readonly<Record<string, string>>;
}

export const NO_HOST: Refusal = {
  problem: { title: 'Host header missing', status: 400, code: 'host_missing' },
};
export const MANY_HOSTS: Refusal = {
  problem: { title: 'More than one Host header', status: 400, code: 'host_repeated' },
};
export const OTHER_HOST: Refusal = {
  problem: {
    title: 'Host not served here',
    status: 421,
    code: 'host_refused',
    detail: 'This server accepts only localhost and loopback addresses in the Host header',
  },
};
export const OTHER_METHOD: Refusal = {
  problem: { title: 'Method not allowed', status: 405, code: 'method_not_allowed' },
  headers: { allow: 'GET, HEAD' },
};
export const EXPECTATION: Refusal = {
  problem: { title: 'Expectation not supported', status: 417, code: 'expectation_failed' },
};

/** For bytes that never became a request, by the code of the parser's error. */
export function unreadable(code: string | undefined): Refusal {
  return UNREADABLE[code ?? ''] ?? MALFORMED;
}

const MALFORMED: Refusal = {
  problem: { title: 'Malformed request', status: 400, code: 'unreadable_request' },
};
const UNREADABLE: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    problem: { title: 'Request head too large', status: 431, code: 'head_too_large' },
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    problem: { title: 'Request timed out', status: 408, code: 'request_timeout' },
  },
};

/** `limit` in requests a second, `waitMs` until the next one is allowed, `cost`: how many requests the refused one is. */
export function tooMany(limit: number, waitMs: number, cost = 1): Refusal {
  return {
    problem: {
      title: 'Too many requests',
      status: 429,
      code: 'rate_limited',
      detail: `The limit is ${limit} requests per second${cost > 1 ? `; this request counts as ${cost}` : ''}`,
      hint: 'retry after the number of seconds in the Retry-After header',
    },
    headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
  };
}

/** Answers a request. `close`: the connection closes after the answer. */
export function refuse(response: ServerResponse, { problem, headers = {} }: Refusal, close = false): void {
  const body = JSON.stringify({ type: 'about:blank', ...problem });
  response
    .writeHead(problem.status, {
      ...headers,
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      'x-content-type-options': 'nosniff',
      ...(close && { connection: 'close' }),
    })
    .end(response.req.method === 'HEAD' ? undefined : body);
}

/** A complete answer that closes the connection, for what never becomes a request. */
export function rawAnswer({ problem, headers = {} }: Refusal): string {
  const body = JSON.stringify({ type: 'about:blank', ...problem });
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`;
}
