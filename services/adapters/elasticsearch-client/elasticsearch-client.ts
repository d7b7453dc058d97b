import type { Readable } from 'node:stream';
import HttpConnection from '@elastic/transport/lib/connection/HttpConnection.js';
import WeightedConnectionPool from '@elastic/transport/lib/pool/WeightedConnectionPool.js';
import Transport from '@elastic/transport/lib/Transport.js';
import { UnavailableError } from '#ports/errors.ts';
import { errorOfAnswer, errorOfConnection } from './answer-error.ts';
import { readBody } from './read-body.ts';

/** A server, and how this process authenticates: with an API key, else with user and password, else not at all. */
export interface ElasticsearchServer {
  /** Its query and userinfo are ignored. */
  url: URL;
  username: string | null;
  password: string | null;
  apiKey: string | null;
  /** PEM of the authority that signed the server's certificate; `null` for those of the system. */
  ca: string | null;
}

export interface ElasticsearchClientOptions {
  server: ElasticsearchServer;
  /** Prefix of the environment's variables, for errors: `SEARCH` or `RECORDS`. */
  settings: string;
  /** From the first byte sent to the last received, unless a request says otherwise. Default: 30,000. */
  timeoutMs?: number;
  /** Open connections at most; further requests wait for one. Default: 64. */
  maxConnections?: number;
}

export interface ElasticsearchRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** Begins with `/`; names in it are encoded. */
  path: string;
  query?: Record<string, string | number | boolean>;
  /** An object is sent as JSON. A string is sent as it is: newline-delimited JSON, as `_bulk` and `_msearch` take it. */
  body?: object | string;
  /** Statuses of 400 and more that are an answer and no error, e.g. 404. */
  accept?: readonly number[];
  /** Sent again, once, when a kept connection turns out to be closed. Default: true for GET and HEAD. */
  idempotent?: boolean;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

export interface ElasticsearchAnswer<T> {
  status: number;
  body: T;
}

/** Elasticsearch over HTTP with kept connections. */
export interface ElasticsearchClient {
  /**
   * Rejects with `UnavailableError` when the server is away, late, overloaded, read-only or does not know the user;
   * with `ElasticsearchError` when it refuses the request; with the signal's reason.
   */
  request<T>(request: ElasticsearchRequest): Promise<ElasticsearchAnswer<T>>;
  close(): Promise<void>;
}

const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const JSON_TYPE = 'application/vnd.elasticsearch+json; compatible-with=9';
const NDJSON_TYPE = 'application/vnd.elasticsearch+x-ndjson; compatible-with=9';

/** Connects with the first request. */
export function createElasticsearchClient(options: ElasticsearchClientOptions): ElasticsearchClient {
  const { server: address, settings, timeoutMs: defaultTimeoutMs = 30_000, maxConnections = 64 } = options;
  const server = { url: `${address.url.origin}${address.url.pathname.replace(/\/$/, '')}`, settings };
  const pool = new WeightedConnectionPool({
    Connection: HttpConnection,
    agent: { keepAlive: true, maxSockets: maxConnections, maxFreeSockets: maxConnections },
    ...(address.ca === null ? {} : { tls: { ca: address.ca } }),
    ...authentication(address),
  });
  pool.addConnection(server.url);
  const transport = new Transport({
    connectionPool: pool,
    maxRetries: 0,
    productCheck: 'Elasticsearch',
    enableMetaHeader: false,
    openTelemetry: { enabled: false },
  });
  let closed = false;

  const send = async (
    { method, path, query, body }: ElasticsearchRequest,
    signal: AbortSignal,
  ): Promise<{ status: number; text: string; isJson: boolean }> => {
    const {
      statusCode,
      headers,
      body: stream,
    } = await transport.request<Readable>(
      {
        method,
        path,
        ...(query ? { querystring: query } : {}),
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
      {
        meta: true,
        asStream: true,
        signal,
        headers: {
          accept: JSON_TYPE,
          ...(body === undefined
            ? {}
            : { 'content-type': typeof body === 'string' ? NDJSON_TYPE : JSON_TYPE }),
        },
      },
    );
    const text = await readBody(stream, signal, MAX_ANSWER_BYTES);
    return { status: statusCode, text, isJson: /json/.test(headers['content-type'] ?? '') };
  };

  return {
    async request<T>(request: ElasticsearchRequest) {
      const { method, signal: given, timeoutMs = defaultTimeoutMs, accept = [] } = request;
      const { idempotent = method === 'GET' || method === 'HEAD' } = request;
      if (closed) throw new UnavailableError(`The connection to Elasticsearch is closed [url=${server.url}]`);
      given?.throwIfAborted();
      const deadline = startDeadline(timeoutMs, given);
      try {
        const answer = await send(request, deadline.signal).catch((error: unknown) => {
          if (idempotent && !deadline.signal.aborted && isStaleConnection(error))
            return send(request, deadline.signal);
          throw error;
        });
        const body = answer.isJson && answer.text !== '' ? (JSON.parse(answer.text) as unknown) : answer.text;
        if (answer.status >= 400 && !accept.includes(answer.status)) {
          throw errorOfAnswer(server, `${method} ${request.path}`, answer.status, body);
        }
        return { status: answer.status, body: body as T };
      } catch (error) {
        given?.throwIfAborted();
        if (deadline.signal.aborted) {
          throw new UnavailableError(
            `Elasticsearch gave no whole answer in ${timeoutMs} ms [url=${server.url}]`,
          );
        }
        throw isOfConnection(error) ? errorOfConnection(server, error) : error;
      } finally {
        deadline.clear();
      }
    },
    async close() {
      closed = true;
      await pool.empty();
    },
  };
}

function authentication({ apiKey, username, password }: ElasticsearchServer) {
  if (apiKey !== null) return { auth: { apiKey } };
  return username === null ? {} : { auth: { username, password: password ?? '' } };
}

/** Aborts after `timeoutMs` or with `given`. `AbortSignal.any` and `timeout` cost more than the request's own work. */
function startDeadline(timeoutMs: number, given: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort(given?.reason);
  const timer = setTimeout(() => controller.abort(new Error('late')), timeoutMs);
  given?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      given?.removeEventListener('abort', abort);
    },
  };
}

/** A kept connection that the server had closed already, or closes while it is used again. */
function isStaleConnection(error: unknown): boolean {
  return (
    (error as Error).name === 'ConnectionError' && /ECONNRESET|hang up|aborted/.test((error as Error).message)
  );
}

function isOfConnection(error: unknown): boolean {
  const { name, code, message } = error as NodeJS.ErrnoException;
  return (
    [
      'ConnectionError',
      'TimeoutError',
      'NoLivingConnectionsError',
      'ProductNotSupportedError',
      'RequestAbortedError',
    ].includes(name) ||
    error instanceof SyntaxError ||
    code !== undefined ||
    message === 'aborted'
  );
}
