import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient } from './client/client.ts';
import { connectionError, isStatus } from './client/errors.ts';

/** Enough for a program that gets credentials first. */
const ANSWER_MS = 8_000;
const PAUSE_MS = 500;

/**
 * Asks the API server one question, twice at most. Throws a `KubeError` with the cause within seconds: a person waits, and the
 * next requests would be repeated for much longer.
 */
export async function assertAnswers(client: KubeClient, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(ANSWER_MS);
  const bound = AbortSignal.any([signal, limit]);
  const ask = () => client.request('/version', 'Version', { signal: bound, once: true });
  try {
    await ask().catch(async (error: unknown) => {
      if (!isStatus(error, 0)) throw error;
      await sleep(PAUSE_MS, undefined, { signal: bound });
      await ask();
    });
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw connectionError(`no answer within ${ANSWER_MS / 1_000} s`, client.identity);
    // The server answered, although without its version.
    if (!isStatus(error, 403, 404)) throw error;
  }
}
