import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** Waits before the next poll of AWS: longer each time, with jitter. */
export async function pause(attempt: number, signal: AbortSignal, longestMs = LONGEST_MS): Promise<void> {
  const ceiling = Math.min(longestMs, FIRST_MS * 1.6 ** (attempt - 1));
  try {
    await sleep(ceiling * (0.7 + 0.3 * Math.random()), undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
