import type { AddressInfo } from 'node:net';
import type { HttpServer } from '#runtime/http/http-server.ts';
import { createHttpServer } from '#runtime/http/http-server.ts';
import { silentLogger } from './analytics-service.ts';

export interface AdminApp {
  url: string;
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT', path: string, body?: object): Promise<{ status: number; body: T }>;
  close(): Promise<void>;
}

/** Routes on a server of their own, on a free port. */
export async function listenWith(mount: (app: HttpServer) => void): Promise<AdminApp> {
  const app = createHttpServer({ logger: silentLogger(), bodyLimit: 1_000_000 });
  mount(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    url,
    get: async <T>(path: string) => (await (await fetch(url + path)).json()) as T,
    async send<T>(method: 'POST' | 'PUT', path: string, body?: object) {
      const answer = await fetch(url + path, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as T };
    },
    async close() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
