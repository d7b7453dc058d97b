import { NotReadyError, OperationError } from '#cli/errors.ts';
import { formatDuration } from '#cli/output/text/format.ts';
import type { PhaseTimeouts } from '#cli/targets/options.ts';
import type { Phase } from './next-action.ts';
import { PHASES } from './phases.ts';

/** The same signal, whose end by time says what was waited for. */
export function named(signal: AbortSignal, what: string): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    const { message, code, hint } = signal.reason as { message: string; code?: string; hint?: string };
    const late = new NotReadyError(`${message}, waiting for ${what}`, {
      code: 'timeout',
      hint: hint ?? 'the same command again',
      laggards: [what],
      cause: signal.reason,
    });
    controller.abort(code === 'timeout' ? late : signal.reason);
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}

/** One eksctl makes all of it. */
export const WHOLE: readonly Phase[] = ['cluster', 'nodes', 'addons'];

/** The time of some phases together: of all three, where one eksctl does them all. */
export function limit(phases: readonly Phase[], timeouts: PhaseTimeouts, what?: string): AbortSignal {
  const ms = phases.reduce((sum, phase) => sum + (timeouts[phase] ?? PHASES[phase].limitMs), 0);
  const controller = new AbortController();
  const text = `It took longer than ${formatDuration(ms)}${what ? `: ${what}` : ''}`;
  const details = {
    code: 'phase_timeout',
    hint: 'the same command again goes on waiting; influscope status tells how it stands',
  };
  setTimeout(() => {
    controller.abort(
      what === undefined
        ? new OperationError(text, details)
        : new NotReadyError(text, { ...details, laggards: [what] }),
    );
  }, ms).unref();
  return controller.signal;
}
