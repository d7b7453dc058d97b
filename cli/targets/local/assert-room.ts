import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperationError } from '#cli/errors.ts';
import { explainWrite } from '#cli/instance/guard-write.ts';
import { describeFullDisk, NEEDED_DISK_BYTES } from '#contract/disk-room.ts';
import { probeWrite, readFreeBytes } from '#lib/files/disk-room.ts';
import { describeSystemCode } from '#lib/system-code.ts';
import type { LocalPaths } from './paths.ts';

/** Why an instance cannot write now; `null` if it can. Folders that do not exist yet are looked for in their parents. */
export function findFullDisk(paths: Pick<LocalPaths, 'data' | 'logs'>): OperationError | null {
  for (const wanted of [paths.data, paths.logs]) {
    const folder = nearestExisting(wanted);
    const free = readFreeBytes(folder);
    if (free !== null && free < NEEDED_DISK_BYTES) {
      return new OperationError(`${describeFullDisk(free)} [path=${folder}]`, {
        code: 'disk_full',
        hint: { text: 'free disk space, or set INFLUSCOPE_HOME to a folder on a larger disk' },
      });
    }
    const fault = probeWrite(folder);
    if (fault === null) continue;
    const { code, reason, hint } = explainWrite(
      Object.assign(new Error(describeSystemCode(fault)), { code: fault }),
      folder,
    );
    return new OperationError(`Cannot write to ${folder}: ${reason}`, { code, hint });
  }
  return null;
}

/** Throws when the instance could not write: then it is not started, and one that runs is not stopped for a restart. */
export function assertRoomToStart(paths: LocalPaths): void {
  const fault = findFullDisk(paths);
  if (fault !== null) throw fault;
}

export function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
