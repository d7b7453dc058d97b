import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from '#adapters/embedded-storage/process-identity.ts';
import { currentProcess, hasEnded } from '#adapters/embedded-storage/process-identity.ts';

/** For files of processes that cannot be checked from here: a file this old has no owner. */
const ABANDONED_MS = 3_600_000;

const NAME = /^(?<pid>\d+)-(?<start>[^-]*)-(?<host>[0-9a-f]+)-\d+$/;

/** Names for temporary files that tell which process, and which run of it, they belong to. */
export function createTempNames(): () => string {
  const self = currentProcess();
  let last = 0;
  return () =>
    `${self.pid}-${encodeURIComponent(self.start).replaceAll('-', '%2D')}-${hash(self.host)}-${++last}`;
}

/** Removes the temporary files of processes that have ended. */
export async function removeStaleTempFiles(directory: string): Promise<void> {
  const host = currentProcess().host;
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    if (await isStale(name, path, host)) await rm(path, { force: true });
  }
}

async function isStale(name: string, path: string, host: string): Promise<boolean> {
  const { pid, start, host: hostHash } = NAME.exec(name)?.groups ?? {};
  if (pid !== undefined && start !== undefined && hostHash === hash(host)) {
    const owner: ProcessIdentity = { pid: Number(pid), start: decodeURIComponent(start), host };
    return hasEnded(owner, host) === true;
  }
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > ABANDONED_MS;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
