import type { Agent, IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Readable } from 'node:stream';
import type { Endpoint } from './endpoint.ts';

export interface RequestOptions {
  signal: AbortSignal;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string | Readable;
  /** Sent as the body, with its content type. */
  json?: object;
  /** Default: a connection of its own. */
  agent?: Agent;
}

/**
 * One request, by default on a connection of its own. Resolves with the answer's head, which for a streamed body can come before
 * the body is sent; a refusal ends the sending. Rejects with the system's error, or with the signal's reason.
 */
export function send(endpoint: Endpoint, path: string, options: RequestOptions): Promise<IncomingMessage> {
  const { signal, method = 'GET', json } = options;
  const body = json === undefined ? options.body : JSON.stringify(json);
  const headers: Record<string, string> = { ...options.headers };
  if (json !== undefined) headers['content-type'] = 'application/json';
  if (endpoint.token !== undefined) headers.authorization = `Bearer ${endpoint.token}`;
  if (typeof body === 'string') headers['content-length'] = String(Buffer.byteLength(body));
  // A service that closes after its answer, with a body still coming, resets the connection: the reset can be seen
  // before the answer is. So it is asked to stay, and this side closes.
  const streamed = body !== undefined && typeof body !== 'string';
  if (streamed) headers.connection = 'keep-alive';

  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const sent = request(`${endpoint.url}${path}`, { method, headers, agent: options.agent ?? false });
    const abort = () => sent.destroy(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    sent.once('close', () => signal.removeEventListener('abort', abort));
    sent.once('response', (answer) => {
      // The service may answer and hang up before it has read the whole body.
      sent.on('error', () => answer.destroy());
      if (streamed) {
        if ((answer.statusCode ?? 0) >= 400) body.unpipe(sent);
        answer.once('end', () => sent.destroy());
      }
      resolve(answer);
    });
    sent.once('error', reject);
    if (!streamed) {
      sent.end(body);
      return;
    }
    body.once('error', (error) => sent.destroy(error));
    sent.once('close', () => body.destroy());
    body.pipe(sent);
  });
}
