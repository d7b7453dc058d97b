import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProcessNotice } from '#contract/process-start.ts';
import type { ServiceName } from '#runtime/process/service.ts';
import { ROOT } from './cli.ts';

/** One service as a process of its own. */
export interface ServiceProcess {
  service: ServiceName;
  child: ChildProcess;
  /** Base URL of its admin surface. */
  admin: string;
  /** Base URL of its public surface; of the API alone. */
  api: string;
  /** The value of a metric, all label sets together unless some are named; 0 when it is not there. */
  metric(name: string, labels?: string): Promise<number>;
  /** Ends it with the signal and answers its exit code; `null` when the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `services/main SERVICE` with this environment and waits until it is ready. Node's flags come first. */
export async function startServiceProcess(
  service: ServiceName,
  env: Record<string, string>,
): Promise<ServiceProcess> {
  const host = env.HOST ?? '127.0.0.1';
  const child = spawn(process.execPath, [join(ROOT, 'dist/services/main.js'), service], {
    env: { PATH: process.env.PATH, PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [notice] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [
    ProcessNotice | number | null,
  ];
  if (notice === null || typeof notice === 'number') throw new Error(`${service} ended with ${notice}`);
  if (notice.type === 'failed') throw new Error(`${service} did not start: ${notice.message}`);
  const admin = `http://${host}:${notice.adminPort}`;
  return {
    service,
    child,
    admin,
    api: `http://${host}:${notice.port}`,
    async metric(name, labels = '') {
      const text = await (await fetch(`${admin}/metrics`)).text();
      return sumOf(text, name, labels);
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}

function sumOf(text: string, name: string, labels: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(labels))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
