import { Agent, createServer, get } from 'node:http';
import { duplexPair } from 'node:stream';
import type { HttpServer } from '#runtime/http/http-server.ts';

/** Requests that the process sends to its own server: through HTTP as those of clients, but not through the network. */
export interface OwnClient {
  /** The body of the answer to a GET request for `path`. */
  ask(path: string): Promise<string>;
  close(): void;
}

/** What an agent calls on the sockets that it keeps. */
const OF_SOCKETS = { setKeepAlive() {}, setTimeout() {}, ref() {}, unref() {} };

/**
 * A client of `app` that opens no port. Its requests pass the parser, the framework and the writing of answers, so what the
 * compiler learns from them fits the requests of others. No limit of a client's rate and no API key applies to them.
 */
export function createOwnClient(app: HttpServer, connections: number): OwnClient {
  const server = createServer(app.routing);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  agent.createConnection = () => {
    const [ours, theirs] = duplexPair();
    server.emit('connection', theirs);
    return Object.assign(ours, OF_SOCKETS);
  };
  return {
    ask: (path) =>
      new Promise((resolve, reject) => {
        const request = get({ path, agent, headers: { host: 'localhost' } }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => resolve(Buffer.concat(chunks).toString()));
        });
        request.on('error', reject);
      }),
    close: () => agent.destroy(),
  };
}
