import { Agent, request } from 'node:http';
import type {
  ElasticsearchClient,
  ElasticsearchRequest,
} from '#adapters/elasticsearch-client/elasticsearch-client.ts';

export interface RawRequest {
  path: string;
  body: string;
}

/** The bare server: kept connections of node:http, answers read to their end and not looked at. */
export interface RawServer {
  send(raw: RawRequest): Promise<void>;
  json<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** CPU of the server's process so far, in milliseconds. */
  cpuMs(): Promise<number>;
  close(): void;
}

export function connectRaw(url: URL, connections: number): RawServer {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'lifo' });
  const exchange = (method: string, path: string, body: string, type: string) =>
    new Promise<Buffer>((resolve, reject) => {
      const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
      const sent = request(new URL(path, url), { method, agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks);
          if ((answer.statusCode ?? 500) < 400) resolve(text);
          else reject(new Error(`${path}: ${answer.statusCode} ${text.toString().slice(0, 300)}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const json = async <T>(method: string, path: string, body?: unknown) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    return JSON.parse((await exchange(method, path, text, 'application/json')).toString()) as T;
  };
  return {
    json,
    async send({ path, body }) {
      const type = path.includes('_bulk') ? 'application/x-ndjson' : 'application/json';
      await exchange('POST', path, body, type);
    },
    async cpuMs() {
      type Stats = { nodes: Record<string, { process: { cpu: { total_in_millis: number } } }> };
      const { nodes } = await json<Stats>('GET', '/_nodes/_local/stats/process');
      return Object.values(nodes)[0]?.process.cpu.total_in_millis ?? 0;
    },
    close: () => agent.destroy(),
  };
}

/** A client that sends nothing: it notes the searches and answers that `total` profiles match. */
export function recordSearches(total: number): { client: ElasticsearchClient; take(): RawRequest[] } {
  let noted: RawRequest[] = [];
  const client: ElasticsearchClient = {
    async request<T>({ path, query, body }: ElasticsearchRequest) {
      if (path.endsWith('_search')) {
        const parameters = new URLSearchParams(
          Object.entries(query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
        );
        noted.push({ path: `${path}?${parameters}`, body: JSON.stringify(body) });
      }
      const nothing = {
        timed_out: false,
        _shards: { failed: 0 },
        hits: { total: { value: total }, hits: [] },
      };
      return { status: path.endsWith('_mapping') ? 404 : 200, body: nothing as T };
    },
    close: async () => {},
  };
  return {
    client,
    take() {
      const taken = noted;
      noted = [];
      return taken;
    },
  };
}
