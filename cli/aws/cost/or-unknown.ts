import { AwsError } from '../errors.ts';

/** Long enough for an answer that is good to have, and not more. */
const PATIENCE_MS = 15_000;

/**
 * Asks for something that is good to know and not needed: `null` when AWS does not tell it, is forbidden to, or takes too
 * long. Credentials that do not hold and the signal's reason are rejections all the same.
 */
export async function orUnknown<T>(
  ask: (signal: AbortSignal) => Promise<T | null>,
  signal: AbortSignal,
): Promise<T | null> {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await ask(AbortSignal.any([signal, limit]));
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return null;
    if (!(error instanceof AwsError) || error.code.startsWith('aws_credentials')) throw error;
    return null;
  }
}
