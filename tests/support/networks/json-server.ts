import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../seeded-random.ts';

export interface Asked {
  /** Without the leading `/`. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Of the server itself, for links in answers. */
  origin: string;
}

export interface Reply {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Shares of requests that fail: 429 with `Retry-After: 0`, 503, a body that is cut. */
export interface FaultPlan {
  seed: number;
  limited: number;
  unavailable: number;
  cut: number;
}

export interface JsonServer {
  base: URL;
  /** Requests that reached the handler, by path with its numbers and names left out, and what was asked last. */
  readonly counts: { requests: number; unchanged: number; faults: number };
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** An HTTP server on this machine that answers JSON with ETags, and fails as the plan says. */
export async function serveJson(
  handle: (asked: Asked) => Reply,
  { faults, keepsAsked = true }: { faults?: FaultPlan; keepsAsked?: boolean } = {},
): Promise<JsonServer> {
  const random = seededRandom(faults?.seed ?? 0);
  const counts = { requests: 0, unchanged: 0, faults: 0 };
  const asked: Asked[] = [];
  // A fault of the network that was made for the test ends the test, not its process.
  const answer = (one: Asked): Reply => {
    try {
      return handle(one);
    } catch (error) {
      return { status: 501, body: { error: String(error) } };
    }
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const one: Asked = {
      path: url.pathname.slice(1),
      query: url.searchParams,
      headers: request.headers,
      origin: url.origin,
    };
    counts.requests++;
    if (keepsAsked) asked.push(one);
    const draw = faults === undefined ? 1 : random();
    const { limited = 0, unavailable = 0, cut = 0 } = faults ?? {};
    if (draw < limited + unavailable) {
      counts.faults++;
      const status = draw < limited ? 429 : 503;
      response.writeHead(status, status === 429 ? { 'retry-after': '0' } : {}).end('{}');
      return;
    }
    const { status = 200, body = null, headers = {} } = answer(one);
    const text = JSON.stringify(body);
    const etag = `"${hash('sha256', text, 'hex').slice(0, 16)}"`;
    if (status === 200 && request.headers['if-none-match'] === etag) {
      counts.unchanged++;
      response.writeHead(304, { ...headers, etag }).end();
      return;
    }
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      ...(status === 200 && { etag }),
      ...headers,
    });
    if (draw < limited + unavailable + cut) {
      counts.faults++;
      response.write(text.slice(0, text.length / 2), () => response.destroy());
    } else response.end(text);
  });
  // A connection that ends while a request is on its way would make a client send it, and count it, twice.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: new URL(`http://127.0.0.1:${port}/`),
    counts,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
