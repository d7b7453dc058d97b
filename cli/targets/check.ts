import { InfluscopeError } from '#cli/errors.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';

/** What came of one check. */
export type Verdict = Pick<EventOf<'check'>, 'status' | 'message' | 'fix'>;

export const well = (message: string): Verdict => ({ status: 'ok', message, fix: null });
export const doubtful = (message: string, fix: string | null): Verdict => ({ status: 'warn', message, fix });
export const broken = (message: string, fix: string): Verdict => ({ status: 'fail', message, fix });

export type Check = [name: string, run: () => Verdict | Promise<Verdict>];

/**
 * One `check` event each, in turn. A fault that a check throws is its verdict. Where the one named `decisive` fails, the
 * rest would say nothing and is left out; answers whether all were made.
 */
export async function* runInTurn(
  checks: readonly Check[],
  signal: AbortSignal,
  decisive?: string,
): AsyncGenerator<Event, boolean> {
  for (const [name, run] of checks) {
    signal.throwIfAborted();
    const verdict = await Promise.resolve()
      .then(run)
      .catch((error: unknown): Verdict => {
        signal.throwIfAborted();
        if (!(error instanceof InfluscopeError)) throw error;
        return { status: 'fail', message: error.message, fix: error.hint ?? null };
      });
    yield event({ type: 'check', name, ...verdict });
    if (name === decisive && verdict.status === 'fail') return false;
  }
  return true;
}
