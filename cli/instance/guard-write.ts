import { OperationError, systemCode, systemReason } from '#cli/errors.ts';

/** Runs `write`; its error names the folder that cannot be written to, and why. */
export function guardWrite<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    const full = systemCode(cause) === 'ENOSPC';
    throw new OperationError(`Cannot write to the state folder ${folder}: ${systemReason(cause)}`, {
      code: full ? 'disk_full' : 'state_not_writable',
      hint: full
        ? { text: 'free disk space' }
        : { text: 'make the folder writable, or set INFLUSCOPE_HOME to another folder' },
      cause,
    });
  }
}
