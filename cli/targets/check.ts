import { InfluscopeError } from '#cli/errors.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';

export type CheckResult = Pick<EventOf<'check'>, 'status' | 'message' | 'fix'>;

export const ok = (message: string): CheckResult => ({ status: 'ok', message, fix: null });
export const warn = (message: string, fix: CheckResult['fix']): CheckResult => ({
  status: 'warn',
  message,
  fix,
});
export const fail = (message: string, fix: CheckResult['fix']): CheckResult => ({
  status: 'fail',
  message,
  fix,
});

export type Check = [name: string, run: () => CheckResult | Promise<CheckResult>];

/**
 * Runs the checks in order, with one `check` event each. An `InfluscopeError` that a check throws is its result. When the
 * check named `decisive` fails, the rest is left out. Returns whether all were run.
 */
export async function* runInTurn(
  checks: readonly Check[],
  signal: AbortSignal,
  decisive?: string,
): AsyncGenerator<Event, boolean> {
  for (const [name, run] of checks) {
    signal.throwIfAborted();
    const result = await Promise.resolve()
      .then(run)
      .catch((error: unknown): CheckResult => {
        signal.throwIfAborted();
        if (!(error instanceof InfluscopeError)) throw error;
        return fail(error.message, error.hint ?? null);
      });
    yield event({ type: 'check', name, ...result });
    if (name === decisive && result.status === 'fail') return false;
  }
  return true;
}
