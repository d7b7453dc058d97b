import type { AddressInfo } from 'node:net';
import type { Service } from '../shared/runtime/service.ts';
import type { ApiDeps } from './build-app.ts';
import { buildApp } from './build-app.ts';

export interface ApiService extends Service {
  /** The port that is listened on; throws before `start`. */
  port(): number;
}

/** The API as a service. `start` rejects with the system's error when the port cannot be had. */
export function createApi(deps: ApiDeps & { host: string; port: number }): ApiService {
  let app: Awaited<ReturnType<typeof buildApp>> | undefined;
  return {
    name: 'api',
    async start() {
      app = await buildApp(deps);
      await app.listen({ host: deps.host, port: deps.port });
    },
    port() {
      if (!app) throw new Error('The API has not been started');
      return (app.server.address() as AddressInfo).port;
    },
    async stop(deadlineMs) {
      if (!app) return;
      const cut = setTimeout(() => app?.server.closeAllConnections(), deadlineMs);
      await app.close();
      clearTimeout(cut);
    },
  };
}
