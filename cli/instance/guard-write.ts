import { InfluscopeError, OperationError, systemCode, systemReason } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import { describeFullDisk } from '#contract/disk-room.ts';
import { readFreeBytes } from '#lib/files/disk-room.ts';

/** Runs `write`; a system error names the folder that cannot be written to, and why. */
export function guardWrite<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    if (cause instanceof InfluscopeError) throw cause;
    const { code, reason, hint } = explainWrite(cause, folder);
    throw new OperationError(`Cannot write to the state folder ${folder}: ${reason}`, { code, hint, cause });
  }
}

/** What a failed write in a folder means, with a code and one thing to try. */
export function explainWrite(cause: unknown, folder: string): { code: string; reason: string; hint: Hint } {
  switch (systemCode(cause)) {
    case 'ENOSPC':
      return {
        code: 'disk_full',
        reason: describeFullDisk(readFreeBytes(folder) ?? 0),
        hint: { text: 'free disk space' },
      };
    case 'EDQUOT':
      return {
        code: 'quota_exceeded',
        reason: 'the disk quota is exceeded',
        hint: { text: 'free disk space or raise the quota' },
      };
    case 'EROFS':
      return {
        code: 'state_read_only',
        reason: 'the file system is read-only',
        hint: { text: 'mount it for writing, or set INFLUSCOPE_HOME to another folder' },
      };
    case 'EMFILE':
    case 'ENFILE':
      return {
        code: 'too_many_open_files',
        reason: 'too many open files',
        hint: { text: 'raise the limit, then repeat the command', shell: [['ulimit', '-n', '1024']] },
      };
    case 'ELOOP':
      return {
        code: 'state_not_private',
        reason: 'a symbolic link is in place of a file',
        hint: { text: 'list what is wrong', command: ['doctor'] },
      };
    default:
      return {
        code: 'state_not_writable',
        reason: systemReason(cause),
        hint: { text: 'make the folder writable, or set INFLUSCOPE_HOME to another folder' },
      };
  }
}

/** Whether nothing can be written now, although the folder itself is as it should be. */
export function isDiskFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'disk_full' || code === 'quota_exceeded' || code === 'state_read_only';
}
