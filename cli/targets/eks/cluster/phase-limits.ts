import { NotReadyError, OperationError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import { formatDuration } from '#cli/output/text/format.ts';
import type { PhaseTimeouts } from '#cli/targets/options.ts';
import type { Deadline } from '#lib/async/deadline.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import type { Phase } from './next-action.ts';
import { PHASES } from './phases.ts';

/** The same signal. When its time is up, its reason also says what was waited for. */
export function named(signal: AbortSignal, what: string): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    const { message, code, hint } = signal.reason as { message: string; code?: string; hint?: Hint };
    const late = new NotReadyError(`${message} while waiting for ${what}`, {
      code: 'timeout',
      hint: hint ?? { command: ['up'] },
      laggards: [what],
      cause: signal.reason,
    });
    controller.abort(code === 'timeout' ? late : signal.reason);
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}

/** `eksctl create cluster` does all of them. */
export const WHOLE: readonly Phase[] = ['cluster', 'nodes', 'addons'];

/** A deadline for some phases together: for all three, where one eksctl does them all. */
export function startPhaseDeadline(
  phases: readonly Phase[],
  { timeouts, signal, what }: { timeouts: PhaseTimeouts; signal: AbortSignal; what?: string },
): Deadline {
  const ms = phases.reduce((sum, phase) => sum + (timeouts[phase] ?? PHASES[phase].limitMs), 0);
  const text = `Timed out after ${formatDuration(ms)}${what ? `: ${what}` : ''}`;
  const details = { code: 'phase_timeout', hint: { command: ['up'] } };
  return startDeadline(ms, {
    signal,
    reason: () =>
      what === undefined
        ? new OperationError(text, details)
        : new NotReadyError(text, { ...details, laggards: [what] }),
  });
}
