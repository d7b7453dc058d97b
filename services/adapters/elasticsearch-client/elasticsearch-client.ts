import type { DiagnosticResult } from '@elastic/elasticsearch';
import { Client, errors } from '@elastic/elasticsearch';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import { UnavailableError } from '#ports/errors.ts';
import { errorOfAnswer, errorOfConnection } from './answer-error.ts';
import type { AnswerBytes, RequestContent } from './ask-for-bytes.ts';
import { askForBytes } from './ask-for-bytes.ts';
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

export interface ElasticsearchRequest extends RequestContent {
  /** Statuses of 400 and above that are an answer, not an error, e.g. 404. */
  accept?: readonly number[];
  /** Sent again, once, when a kept connection turns out to be closed. Default: true for GET. */
  idempotent?: boolean;
  /**
   * Texts in members of this name come as bytes, always: `BytesInPlace`. This takes less processor time on both sides than
   * JSON with its escapes.
   */
  bytesOf?: string;
  timeoutMs?: number;
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
    const { method, path, query, body, accept = [] } = request;
    return client.transport.request(
      {
        method,
        path,
        ...(query ? { querystring: query } : {}),
        ...contentOf(body),
      },
      { meta: true, signal, ignore: [...accept], openTelemetry: { enabled: false } },
    );
  };
  const late = (timeoutMs: number) =>
    new UnavailableError(`Elasticsearch at ${server.url} did not answer completely within ${timeoutMs} ms`);
  const decode = ({ status, bytes, isCbor }: AnswerBytes, bytesOf: string): unknown => {
    if (status >= 400 && !isCbor) return parseOrKeep(bytes.toString());
    try {
      return decodeCbor(bytes, bytesOf);
    } catch (error) {
      const { message } = error as SyntaxError;
      throw new UnavailableError(`Elasticsearch at ${server.url} sent a broken answer: ${message}`);
    }
  };

  const parsed = async (request: ElasticsearchRequest, timeoutMs: number, idempotent: boolean) => {
    using deadline = startDeadline(timeoutMs, { signal: request.signal });
    try {
      const answer = await send(request, deadline.signal).catch((error: unknown) => {
        if (!idempotent || deadline.signal.aborted || !isStaleConnection(error)) throw error;
        return send(request, deadline.signal);
      });
      return { status: answer.statusCode ?? 0, body: answer.body as unknown };
    } catch (error) {
      if (deadline.expired) throw late(timeoutMs);
      if (!(error instanceof errors.ResponseError)) throw error;
      return { status: error.statusCode ?? 0, body: error.body as unknown };
    }
  };
  /** Without an `AbortSignal` of its own: to make one for each search is a measurable part of it. */
  const unparsed = async (request: ElasticsearchRequest, timeoutMs: number, idempotent: boolean) => {
    const startedAtMs = performance.now();
    const ask = (ms: number) => askForBytes(client, request, { timeoutMs: ms, maxBytes: MAX_ANSWER_BYTES });
    try {
      const answer = await ask(timeoutMs).catch((error: unknown) => {
        if (!idempotent || !isStaleConnection(error)) throw error;
        return ask(Math.max(1, timeoutMs - (performance.now() - startedAtMs)));
      });
      return { status: answer.status, body: decode(answer, request.bytesOf ?? '') };
    } catch (error) {
      throw error instanceof errors.TimeoutError ? late(timeoutMs) : error;
    }
  };

  return {
    async request<T>(request: ElasticsearchRequest) {
      const { method, accept, timeoutMs = defaultTimeoutMs, idempotent = method === 'GET' } = request;
      if (closed) throw new UnavailableError(`The connection to Elasticsearch at ${server.url} is closed`);
      request.signal?.throwIfAborted();
      const ask = request.bytesOf === undefined ? parsed : unparsed;
      const { status, body } = await ask(request, timeoutMs, idempotent).catch((error: unknown) => {
        request.signal?.throwIfAborted();
        throw error instanceof errors.ElasticsearchClientError ? errorOfConnection(server, error) : error;
      });
      if (status >= 400 && !accept?.includes(status))
        throw errorOfAnswer(server, `${method} ${request.path}`, status, body);
      return { status, body: body as T };
    },
    async close() {
      closed = true;
      // The client waits for its requests; one that hangs must not keep the process.
      using deadline = startDeadline(CLOSE_MS);
      await orAbort(client.close(), deadline.signal).catch(() => {});
    },
  };
}

function contentOf(body: ElasticsearchRequest['body']) {
  if (body === undefined) return {};
  return typeof body === 'string' || Buffer.isBuffer(body) ? { bulkBody: body } : { body };
}

function authentication({ apiKey, username, password }: ElasticsearchServer) {
  if (apiKey !== null) return { auth: { apiKey } };
  return username === null ? {} : { auth: { username, password: password ?? '' } };
}

/** The JSON of an error answer, parsed; any other text as it is. */
function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A kept connection that the server had closed already, or closes while it is used again. */
function isStaleConnection(error: unknown): boolean {
  return (
    error instanceof errors.ConnectionError &&
    /ECONNRESET|EPIPE|hang up|other side closed/.test(error.message)
  );
}
