import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readSystemCode } from '../system-code.ts';

const PROBE_BYTES = 4_096;

/** Bytes that a user without privileges can still write on the file system of a path; `null` if the system does not say. */
export function readFreeBytes(path: string): number | null {
  try {
    const { bavail, blocks, bsize } = statfsSync(path);
    // Some file systems, such as /proc, report no blocks.
    return blocks === 0 ? null : bavail * bsize;
  } catch {
    return null;
  }
}

/**
 * Creates a small file in a folder and removes it. Returns the system's code of the failure (`ENOSPC`, `EDQUOT`,
 * `EROFS`, …); `null` if it worked. Free space alone shows neither quotas nor a read-only file system.
 */
export function probeWrite(folder: string): string | null {
  const path = join(folder, `.write-probe-${randomUUID()}`);
  try {
    const fd = openSync(path, 'wx', 0o600);
    try {
      const written = writeSync(fd, Buffer.alloc(PROBE_BYTES));
      return written === PROBE_BYTES ? null : 'ENOSPC';
    } finally {
      closeSync(fd);
      rmSync(path, { force: true });
    }
  } catch (error) {
    return readSystemCode(error) ?? 'EIO';
  }
}
