import type { Hint } from '#contract/hint/hint.ts';
import type { UnavailableCode } from '#ports/errors.ts';

import {
  CorruptStoreError,
  IncompatibleStoreError,
  NewerStoreError,
  UnavailableError,
} from '#ports/errors.ts';
import { ConfigError } from '../config/config-error.ts';
import { ChangedPrivacyKeyError } from '../privacy/check-privacy-key.ts';

/** Why a process did not start, for people and for the parent process. */
export interface StartFailure {
  code: string;
  message: string;
  hint: Hint;
}

/** What to do about a fault of this machine. */
const TOO_MANY_FILES: Hint = {
  text: 'the process needs more open files',
  shell: [['ulimit', '-n', '1024']],
  command: ['up'],
};
const ADVICE: Partial<Record<UnavailableCode, Hint>> = {
  disk_full: { text: 'free disk space, then repeat the command' },
  quota_exceeded: { text: 'free disk space or raise the quota, then repeat the command' },
  read_only: { text: 'mount the file system for writing, or use another folder' },
  io_error: { text: 'check the disk and the path, then repeat the command' },
  too_many_open_files: TOO_MANY_FILES,
};

/** The failure for an error thrown during start. An unexpected error is `internal`. */
export function describeStartFailure(error: unknown): StartFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConfigError) {
    return { code: 'invalid_config', message, hint: { text: 'see docs/variables.md' } };
  }
  if (error instanceof NewerStoreError) return { code: 'store_newer', message, hint: error.hint };
  if (error instanceof CorruptStoreError) return { code: 'store_corrupt', message, hint: error.hint };
  if (error instanceof IncompatibleStoreError) {
    return { code: 'store_incompatible', message, hint: error.hint };
  }
  if (error instanceof ChangedPrivacyKeyError) {
    return { code: 'privacy_key_changed', message, hint: error.hint };
  }
  if (error instanceof UnavailableError) {
    const advice = error.code && ADVICE[error.code];
    const hint = advice ?? { text: 'check that it runs, and check its address and permissions' };
    return { code: advice === undefined ? 'unavailable' : String(error.code), message, hint };
  }
  const { code, port } = error as { code?: unknown; port?: unknown };
  if (code === 'EMFILE' || code === 'ENFILE') {
    return { code: 'too_many_open_files', message, hint: TOO_MANY_FILES };
  }
  if (code === 'EADDRINUSE') {
    return {
      code: 'port_in_use',
      message: `Port ${port} is in use`,
      hint: { text: 'set PORT to another port' },
    };
  }
  if (code === 'EACCES') return { code: 'unavailable', message, hint: { text: 'check the permissions' } };
  return { code: 'internal', message, hint: { text: 'start it with LOG_LEVEL=debug and report the log' } };
}
