import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeFullDisk, NEEDED_DISK_BYTES } from '#contract/disk-room.ts';
import { probeWrite, readFreeBytes } from '#lib/files/disk-room.ts';
import type { UnavailableCode } from '#ports/errors.ts';
import { UnavailableError } from '#ports/errors.ts';

/** Why a disk takes no writes. */
export type DiskFault = readonly [code: UnavailableCode, text: string];

const DENIED: DiskFault = ['permission_denied', 'permission denied'];
const TOO_MANY_FILES: DiskFault = ['too_many_open_files', 'too many open files'];

const FAULTS: Record<string, DiskFault> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: ['read_only', 'the file system is read-only'],
  EDQUOT: ['quota_exceeded', 'the disk quota is exceeded'],
  ENOTDIR: ['invalid_path', 'a part of the path is not a directory'],
  EISDIR: ['invalid_path', 'the path is a directory'],
  ENAMETOOLONG: ['invalid_path', 'the path is too long'],
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
  EIO: ['io_error', 'a read or write failed'],
};

/** The fault for a code of the system. `path` is a file or a folder on the disk. */
export function diskFault(code: string, path: string): DiskFault {
  if (code === 'ENOSPC') return ['disk_full', describeFullDisk(readFreeBytes(folderOf(path)) ?? 0)];
  return FAULTS[code] ?? ['io_error', code];
}

/** Tries to write beside a file, or in a folder. `undefined` if it works, or if the folder does not exist yet. */
export function findDiskFault(path: string): DiskFault | undefined {
  const code = probeWrite(folderOf(path));
  return code === null || code === 'ENOENT' ? undefined : diskFault(code, path);
}

/** Throws `UnavailableError` when the disk has too little room for a store to grow. `kind` names the store. */
export function assertRoom(kind: string, path: string): void {
  const free = readFreeBytes(folderOf(path));
  if (free !== null && free < NEEDED_DISK_BYTES) throw unavailable(kind, path, diskFault('ENOSPC', path));
}

/** As `assertRoom`, and throws when the disk takes no writes for any other reason. */
export function assertWritable(kind: string, path: string): void {
  assertRoom(kind, path);
  const fault = findDiskFault(path);
  if (fault !== undefined) throw unavailable(kind, path, fault);
}

function unavailable(kind: string, path: string, [code, text]: DiskFault): UnavailableError {
  return new UnavailableError(`The ${kind} is unavailable: ${text} [path=${path}]`, { code });
}

function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
}
