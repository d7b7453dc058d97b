import type { DiagnosticResult } from '@elastic/elasticsearch';
import { Client, errors } from '@elastic/elasticsearch';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import { UnavailableError } from '#ports/errors.ts';
import { errorOfAnswer, errorOfConnection } from './answer-error.ts';
import { decodeCbor } from './decode-cbor.ts';
import { WholeAnswerConnection } from './whole-answer-connection.ts';

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
  /** From the first byte sent to the last received, unless a request overrides it. Default: 30,000. */
  timeoutMs?: number;
  /** Maximum open connections; further requests wait for one. Default: 64. */
  maxConnections?: number;
}

export interface ElasticsearchRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`; names in it are encoded. */
  path: string;
  query?: Record<string, string | number | boolean>;
  /** An object is sent as JSON. A string is sent unchanged: newline-delimited JSON, as `_bulk` and `_msearch` take it. */
  body?: object | string;
  /** Statuses of 400 and above that are an answer, not an error, e.g. 404. */
  accept?: readonly number[];
  /** Sent again, once, when a kept connection turns out to be closed. Default: true for GET. */
  idempotent?: boolean;
  /**
   * Texts in members of this name come as bytes, always: `Buffer`s. This takes less processor time on both sides than JSON
   * with its escapes.
   */
  bytesOf?: string;
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
   * Rejects with `UnavailableError` when the server is unreachable, late, overloaded, read-only or rejects the
   * credentials; with `ElasticsearchError` when it refuses the request; with the signal's reason.
   */
  request<T>(request: ElasticsearchRequest): Promise<ElasticsearchAnswer<T>>;
  close(): Promise<void>;
}

const CLOSE_MS = 2_000;
const AS_CBOR = { accept: 'application/vnd.elasticsearch+cbor; compatible-with=9' };
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/**
 * The official client behind the one call that the adapters use. Requests go through its transport: its typed methods
 * cost a tenth more processor time for the same bytes (docs/decisions/020). Connects with the first request.
 */
export function createElasticsearchClient(options: ElasticsearchClientOptions): ElasticsearchClient {
  const { server: address, settings, timeoutMs: defaultTimeoutMs = 30_000, maxConnections = 64 } = options;
  const server = { url: `${address.url.origin}${address.url.pathname.replace(/\/$/, '')}`, settings };
  const client = new Client({
    node: server.url,
    ...authentication(address),
    ...(address.ca === null ? {} : { tls: { ca: address.ca } }),
    agent: { connections: maxConnections },
    Connection: WholeAnswerConnection,
    // The callers retry: they know what may be sent twice, and for how long.
    maxRetries: 0,
    maxResponseSize: MAX_ANSWER_BYTES,
    enableMetaHeader: false,
    // Its errors end here. Redacting would copy their bodies byte by byte.
    redaction: { type: 'off' },
    // The guard reads every answer once more. What is parsed here is read by name and never merged into other objects.
    disablePrototypePoisoningProtection: true,
  });
  let closed = false;

  const send = async (request: ElasticsearchRequest, signal: AbortSignal): Promise<DiagnosticResult> => {
    const { method, path, query, body, accept = [], bytesOf } = request;
    return client.transport.request(
      {
        method,
        path,
        ...(query ? { querystring: query } : {}),
        ...(typeof body === 'string' ? { bulkBody: body } : body === undefined ? {} : { body }),
      },
      {
        meta: true,
        signal,
        ignore: [...accept],
        openTelemetry: { enabled: false },
        ...(bytesOf === undefined ? {} : { headers: AS_CBOR }),
      },
    );
  };

  /** The client parses JSON, and gives back CBOR as it came. */
  const read = (body: unknown, { bytesOf = '' }: ElasticsearchRequest): unknown => {
    if (!Buffer.isBuffer(body)) return body;
    try {
      return decodeCbor(body, bytesOf);
    } catch (error) {
      const { message } = error as SyntaxError;
      throw new UnavailableError(`Elasticsearch at ${server.url} sent a broken answer: ${message}`);
    }
  };

  return {
    async request<T>(request: ElasticsearchRequest) {
      const { method, signal: given, timeoutMs = defaultTimeoutMs, idempotent = method === 'GET' } = request;
      if (closed) throw new UnavailableError(`The connection to Elasticsearch at ${server.url} is closed`);
      given?.throwIfAborted();
      using deadline = startDeadline(timeoutMs, { signal: given });
      try {
        const answer = await send(request, deadline.signal).catch((error: unknown) => {
          if (!idempotent || deadline.signal.aborted || !isStaleConnection(error)) throw error;
          return send(request, deadline.signal);
        });
        return { status: answer.statusCode ?? 0, body: read(answer.body, request) as T };
      } catch (error) {
        given?.throwIfAborted();
        if (deadline.expired) {
          throw new UnavailableError(
            `Elasticsearch at ${server.url} did not answer completely within ${timeoutMs} ms`,
          );
        }
        if (error instanceof errors.ResponseError) {
          const body = read(error.body, request);
          throw errorOfAnswer(server, `${method} ${request.path}`, error.statusCode ?? 0, body);
        }
        throw error instanceof errors.ElasticsearchClientError ? errorOfConnection(server, error) : error;
      }
    },
    async close() {
      closed = true;
      // The client waits for its requests; one that hangs must not keep the process.
      using deadline = startDeadline(CLOSE_MS);
      await orAbort(client.close(), deadline.signal).catch(() => {});
    },
  };
}

function authentication({ apiKey, username, password }: ElasticsearchServer) {
  if (apiKey !== null) return { auth: { apiKey } };
  return username === null ? {} : { auth: { username, password: password ?? '' } };
}

/** A kept connection that the server had closed already, or closes while it is used again. */
function isStaleConnection(error: unknown): boolean {
  return (
    error instanceof errors.ConnectionError &&
    /ECONNRESET|EPIPE|hang up|other side closed/.test(error.message)
  );
}
