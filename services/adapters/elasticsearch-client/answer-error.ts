import { UnavailableError } from '#ports/errors.ts';
import { ElasticsearchError, readErrorCause } from './elasticsearch-error.ts';

/** The server that an error is about, and the settings that name it. */
export interface ServerName {
  /** Without credentials. */
  url: string;
  /** Prefix of the environment's variables: `SEARCH` or `RECORDS`. */
  settings: string;
}

/** The error that callers get for an error answer of the server. `body` as parsed, or its text. */
export function errorOfAnswer(
  { url, settings }: ServerName,
  request: string,
  status: number,
  body: unknown,
): Error {
  const cause = readErrorCause((body as { error?: unknown } | undefined)?.error ?? body);
  if (status === 401) {
    return new UnavailableError(
      `Elasticsearch at ${url} rejected the credentials. Check ${settings}_USERNAME and ${settings}_PASSWORD, or ${settings}_API_KEY.`,
    );
  }
  if (status === 403 && cause.type === 'security_exception') {
    return new UnavailableError(
      `Elasticsearch at ${url} denied the request: ${cause.reason}. Grant the privilege to the user of ${settings}_USERNAME or ${settings}_API_KEY.`,
    );
  }
  if (isPassing(status, cause.type)) {
    return new UnavailableError(
      `Elasticsearch at ${url} cannot serve now: ${cause.reason} [status=${status}]`,
    );
  }
  return new ElasticsearchError(status, cause, request);
}

/**
 * Whether the same request may succeed later: too much load, no shard, or an index that is read-only, as every index
 * becomes when the disk is nearly full.
 */
export function isPassing(status: number, type: string): boolean {
  return status === 429 || status >= 500 || status === 408 || type === 'cluster_block_exception';
}

const CONNECTION_REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/ECONNREFUSED/, 'connection refused'],
  [/ENOTFOUND|EAI_AGAIN/, 'host not found'],
  [/ECONNRESET|EPIPE|hang up|other side closed|terminated/, 'the connection was closed'],
  [/ETIMEDOUT|timed? ?out/i, 'connection timed out'],
];

/**
 * The error for a failure below HTTP. The vendor's error is not its cause: it holds the whole request with its headers.
 */
export function errorOfConnection({ url, settings }: ServerName, { name, message }: Error): Error {
  if (name === 'ProductNotSupportedError') {
    return new UnavailableError(`The server at ${url} is not Elasticsearch. Check ${settings}_URL.`);
  }
  const reason = CONNECTION_REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? message;
  return new UnavailableError(
    `Cannot reach Elasticsearch at ${url}: ${reason}. Start it, or check ${settings}_URL.`,
  );
}
