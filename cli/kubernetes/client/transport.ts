import type { IncomingMessage } from 'node:http';
import { Agent as PlainAgent, request as requestPlain } from 'node:http';
import type { AgentOptions, RequestOptions } from 'node:https';
import { Agent, request as requestSecure } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { orAbort } from '#lib/async/or-abort.ts';
import { createSignIn } from './sign-in.ts';

export interface SendOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  contentType?: string;
  /** Default: `application/json`. */
  accept?: string;
  /** Uses a new connection, and only once. */
  alone?: boolean;
  signal: AbortSignal;
}

/** Sends one request to the API server; resolves with the answer's head, of whatever status. */
export type Transport = (path: string, options: SendOptions) => Promise<IncomingMessage>;

export interface Transports {
  send: Transport;
  /** Closes the connections that are kept for the next request: after an outage they may be dead. */
  dropIdle(): void;
  close(): void;
}

const KEEP_ALIVE_MS = 30_000;

/** The cluster's API over `node:https`, signed in as the kubeconfig says; connections are kept. */
export function createTransport(config: KubeConfig): Transports {
  const server = new URL(config.getCurrentCluster()?.server ?? '');
  const base = server.pathname.replace(/\/$/, '');
  const create = (options: AgentOptions) =>
    server.protocol === 'http:' ? new PlainAgent(options) : new Agent(options);
  const proxied = Boolean(config.getCurrentCluster()?.proxyUrl);
  let own: { agent: PlainAgent; alone: PlainAgent; made: string } | undefined;

  const readCredentials = createSignIn(config);
  const signIn = async (alone: boolean): Promise<RequestOptions> => {
    const options = await readCredentials();
    if (proxied) return options;
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
    const made = `${cert}${key}`;
    if (own?.made !== made) {
      own?.agent.destroy();
      const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
      const known = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
      own = {
        agent: create({ ...known, keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, scheduling: 'lifo' }),
        alone: create({ ...known, keepAlive: false }),
        made,
      };
    }
    const agent = alone ? own.alone : own.agent;
    return { headers: options.headers, auth: options.auth, agent } as RequestOptions;
  };

  const send: Transport = async (
    path,
    { method = 'GET', body, contentType = 'application/json', accept = 'application/json', alone, signal },
  ) => {
    signal.throwIfAborted();
    const auth = await orAbort(signIn(alone ?? false), signal);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, unknown> = {
      ...auth.headers,
      accept,
      'user-agent': 'influscope',
    };
    if (text !== undefined) {
      headers['content-type'] = contentType;
      headers['content-length'] = Buffer.byteLength(text);
    }
    return new Promise((resolve, reject) => {
      const request = server.protocol === 'http:' ? requestPlain : requestSecure;
      const sent = request({
        ...auth,
        protocol: server.protocol,
        hostname: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port,
        path: `${base}${path}`,
        method,
        headers: headers as Record<string, string>,
      });
      const abort = () => sent.destroy(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      sent.once('close', () => signal.removeEventListener('abort', abort));
      sent.once('response', (answer) => {
        // The reader of a watch sees its end.
        sent.on('error', () => answer.destroy());
        resolve(answer);
      });
      sent.once('error', reject);
      sent.end(text);
    });
  };
  return {
    send,
    dropIdle() {
      for (const socket of Object.values(own?.agent.freeSockets ?? {}).flat()) socket?.destroy();
    },
    close() {
      own?.agent.destroy();
      own?.alone.destroy();
    },
  };
}
