import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportReportLine } from '#contract/import/import.ts';
import type { ProcessNotice } from '#contract/process-start.ts';
import { SERVICES_ENV, SERVICES_NODE_FLAGS } from '#contract/process-start.ts';
import { ROOT } from './cli.ts';

export interface PlatformProcess {
  child: ChildProcess;
  api: string;
  /** Calls the admin surface with the token. */
  admin(path: string, init?: RequestInit): Promise<Response>;
  /** Imports demo profiles; answers the last line of the report. */
  importDemo(count: number, seed?: number): Promise<ImportReportLine | undefined>;
  waitUntilIdle(): Promise<void>;
  stop(): Promise<void>;
}

/** `services/main all` over one folder, as `up` starts it. `root`: another copy of the built program. */
export async function startPlatformProcess(
  folder: string,
  env: Record<string, string> = {},
  root: string = ROOT,
): Promise<PlatformProcess> {
  const token = randomBytes(16).toString('hex');
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const child = spawn(
    process.execPath,
    [...SERVICES_NODE_FLAGS, join(root, 'dist/services/main.js'), 'all'],
    {
      env: {
        ...SERVICES_ENV,
        PATH: process.env.PATH,
        PORT: '0',
        ADMIN_PORT: '0',
        ADMIN_TOKEN_FILE: tokenFile,
        QUEUE_URL: `embedded:${folder}/queue.db`,
        RECORDS_URL: `embedded:${folder}/records.db`,
        SEARCH_URL: `embedded:${folder}/search`,
        OBJECTS_URL: `file:${folder}/objects`,
        LOG_LEVEL: 'warn',
        ...env,
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const [notice] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [
    ProcessNotice | number | null,
  ];
  if (notice === null || typeof notice === 'number') throw new Error(`the platform ended with ${notice}`);
  if (notice.type === 'failed') throw new Error(notice.message);

  const admin = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${notice.adminPort}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
    });
  return {
    child,
    api: `http://127.0.0.1:${notice.port}`,
    admin,
    async importDemo(count, seed = 1) {
      const answer = await admin('/imports/demo', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ count, seed }),
      });
      const lines = (await answer.text()).trim().split('\n');
      return JSON.parse(lines.at(-1) ?? 'null') as ImportReportLine;
    },
    async waitUntilIdle() {
      const answer = await admin('/queues/profile-events/idle?timeout_ms=600000');
      if (answer.status !== 204) throw new Error(`not idle: ${await answer.text()}`);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
