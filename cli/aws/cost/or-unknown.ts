import { startDeadline } from '#lib/async/deadline.ts';
import { AwsError } from '../errors.ts';

const TIMEOUT_MS = 15_000;

/**
 * Asks for something optional. `null` when AWS has no answer, denies it, or takes too long. Rejects with the signal's reason,
 * and with an `AwsError` when the credentials are not accepted.
 */
export async function orUnknown<T>(
  ask: (signal: AbortSignal) => Promise<T | null>,
  signal: AbortSignal,
): Promise<T | null> {
  using limit = startDeadline(TIMEOUT_MS, { signal });
  try {
    return await ask(limit.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.expired) return null;
    if (!(error instanceof AwsError) || error.code.startsWith('aws_credentials')) throw error;
    return null;
  }
}
