import { UnavailableError } from '#ports/errors.ts';
import { ElasticsearchError, readErrorCause } from './elasticsearch-error.ts';

/** Whose settings an error names, and which server. */
export interface ServerName {
  /** Without credentials. */
  url: string;
  /** Prefix of the environment's variables: `SEARCH` or `RECORDS`. */
  settings: string;
}

/** What an error answer of the server means to callers. `body` as parsed, or its text. */
export function errorOfAnswer(
  { url, settings }: ServerName,
  request: string,
  status: number,
  body: unknown,
): Error {
  const cause = readErrorCause((body as { error?: unknown } | undefined)?.error ?? body);
  const where = `[url=${url} status=${status}]`;
  if (status === 401) {
    return new UnavailableError(
      `Elasticsearch does not take the credentials: check ${settings}_USERNAME and ${settings}_PASSWORD, or ${settings}_API_KEY ${where}`,
    );
  }
  if (status === 403 && cause.type === 'security_exception') {
    return new UnavailableError(
      `Elasticsearch does not allow this to the user of ${settings}_USERNAME or ${settings}_API_KEY: ${cause.reason} ${where}`,
    );
  }
  if (isPassing(status, cause.type)) {
    return new UnavailableError(`Elasticsearch cannot serve now: ${cause.reason} ${where}`);
  }
  return new ElasticsearchError(status, cause, request);
}

/**
 * Whether the same request may be taken later: too much load, no shard, or an index that is read-only, as every index
 * becomes when the disk is nearly full.
 */
export function isPassing(status: number, type: string): boolean {
  return status === 429 || status >= 500 || status === 408 || type === 'cluster_block_exception';
}

/** What went wrong below HTTP. The vendor's error is no cause of it: it carries the whole request and its headers. */
export function errorOfConnection({ url, settings }: ServerName, error: unknown): Error {
  const { name, message } = error as Error;
  if (name === 'ProductNotSupportedError') {
    return new UnavailableError(`What answers is not Elasticsearch: check ${settings}_URL [url=${url}]`);
  }
  return new UnavailableError(`Elasticsearch cannot be reached: ${message} [url=${url}]`);
}
