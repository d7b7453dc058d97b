import { isTransient } from './errors.ts';
import { pause } from './pause.ts';

export interface Pace<T> {
  signal: AbortSignal;
  /** Longest pause between two polls. */
  maxMs?: number;
  /** Whether two answers are equal. After a change the pauses are short again. */
  same?: (before: T, now: T) => boolean;
}

const MAX_MS = 12_000;
/** Consecutive failures before giving up: some minutes, with the retries of the SDK. */
const PATIENCE = 10;

/**
 * Polls AWS, and yields each answer: about 300 requests per hour. Retries transient failures. Ends with the signal's reason.
 */
export async function* poll<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  { signal, maxMs = MAX_MS, same }: Pace<T>,
): AsyncGenerator<T, never> {
  let failures = 0;
  let last: { answer: T } | undefined;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    let answer: T;
    try {
      answer = await ask(signal);
    } catch (error) {
      signal.throwIfAborted();
      failures++;
      if (!isTransient(error) || failures >= PATIENCE) throw error;
      await pause(attempt, signal, maxMs);
      continue;
    }
    failures = 0;
    if (last !== undefined && same?.(last.answer, answer) === false) attempt = 1;
    last = { answer };
    yield answer;
    await pause(attempt, signal, maxMs);
  }
}
