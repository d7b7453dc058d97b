import {
  CorruptStoreError,
  IncompatibleStoreError,
  NewerStoreError,
  UnavailableError,
} from '#ports/errors.ts';
import { ConfigError } from '../config/config-error.ts';

/** Why a process did not start, for people and for the program that started it. */
export interface StartFailure {
  code: string;
  message: string;
  hint: string;
}

/** The failure for an error thrown while starting. What is not foreseen is `internal`. */
export function describeStartFailure(error: unknown): StartFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConfigError) {
    return { code: 'invalid_config', message, hint: 'The README lists every variable' };
  }
  if (error instanceof NewerStoreError) return { code: 'store_newer', message, hint: error.hint };
  if (error instanceof CorruptStoreError) return { code: 'store_corrupt', message, hint: error.hint };
  if (error instanceof IncompatibleStoreError) {
    return { code: 'store_incompatible', message, hint: error.hint };
  }
  if (error instanceof UnavailableError) {
    return { code: 'unavailable', message, hint: 'Check the path or address and its permissions' };
  }
  const { code, port } = error as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE') {
    return { code: 'port_in_use', message: `Port ${port} is taken`, hint: 'Choose another with PORT' };
  }
  if (code === 'EACCES') return { code: 'unavailable', message, hint: 'Check the permissions' };
  return { code: 'internal', message, hint: 'Run it again with LOG_LEVEL=debug and report the log' };
}
