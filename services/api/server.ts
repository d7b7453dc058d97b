import type { AddressInfo } from 'node:net';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';
import { listenAddress } from '#runtime/http/loopback.ts';
import type { Service } from '#runtime/process/service.ts';
import type { ApiDeps } from './build-app.ts';
import { buildApp } from './build-app.ts';
import type { Connections } from './dismiss-connections.ts';
import { watchConnections } from './dismiss-connections.ts';
import type { KeyGuard } from './keys/key-guard.ts';
import { createKeyGuard } from './keys/key-guard.ts';
import { warmUp } from './warm-up.ts';

/** How long clients may send one more request, whose answer tells them that the connection closes. */
const LEAVE_MS = 2_000;
/** The share of the deadline after which requests in progress are cut. */
const CUT_SHARE = 0.5;

export interface ApiService extends Service {
  /** The port it listens on; throws before `start`. */
  port(): number;
}

/** The API as a service. `start` rejects with the system error when it cannot listen on the port. */
export function createApi(
  deps: ApiDeps & { host: string; port: number; ownerToken?: string | null; requireKeys?: 'on' | 'off' },
): ApiService {
  let app: Awaited<ReturnType<typeof buildApp>> | undefined;
  let connections: Connections | undefined;
  let warming: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const keys = deps.requireKeys === 'on' ? guardOf(deps) : undefined;
  return {
    name: 'api',
    async start() {
      app = await buildApp({ ...deps, keys });
      connections = watchConnections(app.server);
      await app.listen({ host: listenAddress(deps.host), port: deps.port });
      if (deps.index.needsWarmUp) warming = warmUp({ app, index: deps.index, signal: stopping.signal });
    },
    port() {
      if (!app) throw new Error('The API is not started');
      return (app.server.address() as AddressInfo).port;
    },
    async stop(deadlineMs) {
      stopping.abort();
      if (!app) return;
      // The rest of the time is for the services that stop after this one.
      const cut = setTimeout(() => app?.server.closeAllConnections(), deadlineMs * CUT_SHARE);
      const leaveMs = Math.min(LEAVE_MS, deadlineMs / 4);
      using deadline = startDeadline(leaveMs);
      // A question of the warm-up would fail, with an error in the log, once the index is closed.
      const warmedUp = orAbort(warming, deadline.signal).catch(() => {});
      await Promise.all([connections?.dismiss(leaveMs), warmedUp]);
      await app.close();
      clearTimeout(cut);
      await keys?.close();
    },
  };
}

function guardOf({ records, logger, ownerToken = null }: ApiDeps & { ownerToken?: string | null }): KeyGuard {
  if (records === undefined) throw new Error('API keys need the records');
  return createKeyGuard({ records, logger, ownerToken });
}
