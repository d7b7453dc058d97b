import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceName } from '#runtime/process/service.ts';
import { freePort } from '../free-port.ts';
import { ROOT } from './cli.ts';

export interface FourProcesses {
  /** Base URL of the API. */
  api: string;
  /** Base URL of each service's admin surface. */
  admin: Record<ServiceName, string>;
  token: string;
  processes: Record<ServiceName, ChildProcess>;
  stop(): Promise<void>;
}

interface Ready {
  type: string;
  port: number | null;
  adminPort: number;
  message?: string;
}

/** The four services as four processes over one folder, told of each other by environment variables alone. */
export async function startFourProcesses(
  folder: string,
  env: Record<string, string> = {},
): Promise<FourProcesses> {
  const token = 'token-of-this-test';
  await writeFile(join(folder, 'token'), token, { mode: 0o600 });
  const grpcPort = await freePort();
  const environment = {
    PATH: process.env.PATH,
    QUEUE_URL: `embedded:${folder}/queue.db`,
    RECORDS_URL: `embedded:${folder}/records.db`,
    SEARCH_URL: `embedded:${folder}/search`,
    OBJECTS_URL: `file:${folder}/objects`,
    ANALYTICS_ADDR: `127.0.0.1:${grpcPort}`,
    GRPC_PORT: String(grpcPort),
    ADMIN_TOKEN_FILE: join(folder, 'token'),
    PORT: '0',
    ADMIN_PORT: '0',
    LOG_LEVEL: 'warn',
    ...env,
  };
  const start = async (service: ServiceName) => {
    const child = spawn(process.execPath, [join(ROOT, 'dist/services/main.js'), service], {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [notice] = (await once(child, 'message')) as [Ready];
    if (notice.type !== 'ready') throw new Error(`${service} did not start: ${notice.message}`);
    return { service, child, ...notice };
  };
  const services = ['analytics', 'indexer', 'scraper', 'api'] as const;
  const started = await Promise.all(services.map((service) => start(service)));
  const byService = <T>(pick: (one: (typeof started)[number]) => T) =>
    Object.fromEntries(started.map((one) => [one.service, pick(one)])) as Record<ServiceName, T>;
  const processes = byService((one) => one.child);
  return {
    api: `http://127.0.0.1:${started.find((one) => one.service === 'api')?.port}`,
    admin: byService((one) => `http://127.0.0.1:${one.adminPort}`),
    token,
    processes,
    async stop() {
      await Promise.all(
        Object.values(processes).map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const exited = once(child, 'exit');
          child.kill('SIGTERM');
          await exited;
        }),
      );
    },
  };
}
