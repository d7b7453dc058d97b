import type { UnavailableCode } from '#ports/errors.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { retry } from './retry.ts';

/** Delays between attempts. */
const DELAYS = { baseMs: 50, maxMs: 2_000 };

/** Something that a service cannot start without. */
interface Pingable {
  ping(): Promise<void>;
}

/** Faults of this machine or of the address: nothing that starts later repairs them. */
const LOCAL: ReadonlySet<unknown> = new Set<UnavailableCode>([
  'disk_full',
  'quota_exceeded',
  'read_only',
  'permission_denied',
  'invalid_path',
  'too_many_open_files',
  'io_error',
]);

const isLocal = ({ code }: UnavailableError) => LOCAL.has(code);

export interface FirstContactOptions {
  logger: Logger;
  signal: AbortSignal;
  /** First use of the parts, after all of them answered. It can fail as a ping can. Default: none. */
  use?: () => Promise<void>;
}

/**
 * Waits until every part answers and its first use succeeds. An unavailable part is asked again until the signal aborts; a
 * fault of this machine, and any other error, e.g. a store of a newer version, rejects at once.
 */
export async function awaitFirstContact(
  parts: readonly Pingable[],
  { logger, signal, use }: FirstContactOptions,
): Promise<void> {
  const contact = async () => {
    await Promise.all(parts.map((part) => part.ping()));
    await use?.();
  };
  await retry(contact, {
    attempts: Number.POSITIVE_INFINITY,
    ...DELAYS,
    signal,
    isFatal: (error) => !(error instanceof UnavailableError) || isLocal(error),
    onRetry: (err, attempt) => {
      if (attempt === 1) logger.warn({ err }, 'waiting for the first response');
    },
  });
}
