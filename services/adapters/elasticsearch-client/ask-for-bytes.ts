import type { Client } from '@elastic/elasticsearch';
import { errors } from '@elastic/elasticsearch';
import type { WholeAnswerConnection } from './whole-answer-connection.ts';

export interface RequestContent {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`; names in it are encoded. */
  path: string;
  query?: Record<string, string | number | boolean>;
  /** An object is sent as JSON. Text and bytes are sent unchanged: newline-delimited JSON, as `_bulk` and `_msearch` take it. */
  body?: object | string | Buffer;
  signal?: AbortSignal | undefined;
}

/** An answer before it is decoded. */
export interface AnswerBytes {
  status: number;
  /** CBOR; an error may come as JSON, or from a proxy, as any text. */
  bytes: Buffer;
  isCbor: boolean;
}

export interface AskOptions {
  /** From now to the last byte of the answer, milliseconds. */
  timeoutMs: number;
  maxBytes: number;
}

/** As the client's transport names them. */
const HEADERS = {
  accept: 'application/vnd.elasticsearch+cbor; compatible-with=9',
  'content-type': 'application/vnd.elasticsearch+json; compatible-with=9',
};
const PRODUCT = 'Elasticsearch';

/**
 * Sends a request on the connection of the client, past its transport, whose headers, events and copies of each request cost
 * more than sending it (docs/decisions/020). The connection has the credentials and the certificates. Rejects with errors of the
 * client; a status is never an error.
 */
export async function askForBytes(
  client: Client,
  { method, path, query, body, signal }: RequestContent,
  { timeoutMs, maxBytes }: AskOptions,
): Promise<AnswerBytes> {
  // There is one server, so there is one connection, which is a pool of sockets.
  const connection = client.connectionPool.connections[0] as WholeAnswerConnection;
  const answer = await connection.read(
    {
      method,
      path,
      querystring: query === undefined ? '' : queryString(query),
      headers: HEADERS,
      body: typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : (body ?? ''),
    },
    { signal, timeoutMs, maxResponseSize: maxBytes },
  );
  const { statusCode: status, headers } = answer;
  if (status < 300 && headers['x-elastic-product'] !== PRODUCT)
    throw new errors.ProductNotSupportedError(PRODUCT);
  return { status, bytes: answer.body, isCbor: headers['content-type']?.includes('cbor') ?? false };
}

function queryString(query: NonNullable<RequestContent['query']>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
