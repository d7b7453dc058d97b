import { isTransient } from './errors.ts';
import { pause } from './pause.ts';

export interface Pace<T> {
  signal: AbortSignal;
  /** The longest pause between two questions. */
  mostMs?: number;
  /** Whether two answers are alike. Where they are not, the pauses are short again: something is going on. */
  same?: (before: T, now: T) => boolean;
}

const MOST_MS = 12_000;
/** Failures in a row that are no answer: with the SDK's own tries some minutes. */
const PATIENCE = 10;

/**
 * Asks AWS again and again, and yields each answer. An hour's wait is some 300 requests. Ends with the signal's reason; a
 * failure that may pass is asked over.
 */
export async function* poll<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  { signal, mostMs = MOST_MS, same }: Pace<T>,
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
      await pause(attempt, signal, mostMs);
      continue;
    }
    failures = 0;
    if (last !== undefined && same?.(last.answer, answer) === false) attempt = 1;
    last = { answer };
    yield answer;
    await pause(attempt, signal, mostMs);
  }
}
