import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '#runtime/process/service.ts';
import { freePort } from '../support/free-port.ts';
import type { ServiceProcess } from '../support/platform/service-process.ts';
import { startServiceProcess } from '../support/platform/service-process.ts';

/** One process of one service, started again whenever it ends without being asked to. */
export interface Member {
  name: string;
  service: ServiceName;
  pid(): number | undefined;
  /** Base URL of its admin surface; another after each start. */
  admin(): string;
  /** Base URL of its public port; `null` for all but the API. */
  api: string | null;
  restarts: number;
  /** SIGKILL; resolves once the process is gone. Its successor comes by itself. */
  crash(): Promise<void>;
  /** Resolves once it runs and is ready. */
  ready(): Promise<void>;
}

export interface Fleet {
  token: string;
  members: Member[];
  /** By its name, such as `indexer-2`. */
  member(name: string): Member;
  of(service: ServiceName): Member[];
  /** SIGTERM to all; rejects when one does not drain cleanly. */
  stop(): Promise<void>;
  kill(): void;
}

export interface FleetOptions {
  /** Names the backing parts. */
  env: Readonly<Record<string, string>>;
  counts: Readonly<Record<ServiceName, number>>;
}

const TOKEN = 'token-of-the-fault-runs';
/** How soon a supervisor starts a process again. */
const RESTART_DELAY_MS = 200;

/** The services as so many processes, each watched over as a cluster would. */
export async function startFleet({ env, counts }: FleetOptions): Promise<Fleet> {
  const grpcPorts = await Promise.all(Array.from({ length: counts.analytics }, () => freePort()));
  const common = {
    ADMIN_TOKEN: TOKEN,
    ADMIN_PORT: '0',
    ANALYTICS_ADDR: grpcPorts.map((port) => `127.0.0.1:${port}`).join(','),
    RATE_LIMIT: '0',
    LOG_LEVEL: process.env.FAULT_LOG_LEVEL ?? 'fatal',
    ...env,
  };
  const members: (Member & { end(signal: NodeJS.Signals): Promise<number | null> })[] = [];
  for (const service of ['analytics', 'indexer', 'scraper', 'api'] as const) {
    for (let index = 0; index < counts[service]; index++) {
      const port = service === 'api' ? await freePort() : 0;
      const own = { PORT: String(port), GRPC_PORT: String(grpcPorts[service === 'analytics' ? index : 0]) };
      const supervised = supervise(service, { ...common, ...own });
      members.push({
        name: `${service}-${index + 1}`,
        service,
        api: service === 'api' ? `http://127.0.0.1:${port}` : null,
        get restarts() {
          return supervised.restarts();
        },
        admin: () => supervised.running()?.admin ?? 'http://127.0.0.1:1',
        pid: () => supervised.running()?.child.pid,
        crash: supervised.crash,
        ready: supervised.ready,
        end: supervised.end,
      });
      await supervised.ready();
    }
  }
  const of = (service: ServiceName) => members.filter((member) => member.service === service);
  return {
    token: TOKEN,
    members,
    of,
    member(name) {
      const found = members.find((member) => member.name === name);
      if (!found) throw new Error(`there is no ${name}`);
      return found;
    },
    async stop() {
      for (const service of ['scraper', 'indexer', 'api', 'analytics'] as const) {
        const codes = await Promise.all(
          members.filter((one) => one.service === service).map((one) => one.end('SIGTERM')),
        );
        if (codes.some((code) => code !== 0))
          throw new Error(`${service} did not drain: exit ${codes.join(', ')}`);
      }
    },
    kill() {
      for (const member of members) void member.end('SIGKILL');
    },
  };
}

function supervise(service: ServiceName, env: Record<string, string>) {
  let running: ServiceProcess | undefined;
  let wanted = true;
  let restarts = -1;
  let next = Promise.withResolvers<void>();

  const run = async () => {
    while (wanted) {
      restarts++;
      try {
        running = await startServiceProcess(service, env);
        const exited = once(running.child, 'exit');
        next.resolve();
        await exited;
      } catch {
        // It ended before it was ready; the next one may do better.
      }
      running = undefined;
      next = Promise.withResolvers();
      if (wanted) await delay(RESTART_DELAY_MS);
    }
  };
  const done = run();

  return {
    running: () => running,
    restarts: () => restarts,
    ready: () => (running ? Promise.resolve() : next.promise),
    async crash() {
      await running?.stop('SIGKILL');
    },
    async end(signal: NodeJS.Signals) {
      wanted = false;
      const code = await running?.stop(signal);
      await done;
      return code ?? null;
    },
  };
}
