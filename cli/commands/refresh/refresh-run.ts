import { OperationError } from '#cli/errors.ts';
import { event } from '#cli/output/events/events.ts';
import { describeOutcomes } from '#cli/output/events/refresh.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { RefreshStatus } from '#contract/sources/refresh.ts';
import type { RunKind } from '../follow-run.ts';
import { pauseNote } from '../pause-note.ts';

/** Refreshes, as a command follows them. */
export const REFRESH: RunKind<RefreshStatus> = {
  command: 'refresh',
  name: 'Refresh',
  path: '/refreshes',
  isRunning: ({ state, paused_until }) => state === 'reading' && paused_until == null,
  count: ({ done }) => done,
  started: () => 'Refreshing profiles',
  done: ({ done, state }) => (state === 'failed' ? null : `Refreshed ${formatCount(done)} profiles`),
  toEvent: (status) => event({ type: 'refresh', ...status }),
  toProgress(status, here, elapsedMs) {
    const { done, total } = status;
    const rate = elapsedMs > 0 && here > 0 ? here / (elapsedMs / 1_000) : null;
    return event({
      type: 'progress',
      step: 'refresh',
      done,
      total,
      unit: 'profiles',
      fraction: total === null || total === 0 ? null : Math.min(1, done / total),
      rate,
      remaining_ms: rate === null || total === null ? null : (Math.max(0, total - done) / rate) * 1_000,
      detail: describeOutcomes(status),
    });
  },
  notes: (status) =>
    status.state === 'reading' && status.paused_until != null ? [pauseNote('refresh', status)] : [],
  check({ state, reason }) {
    if (state !== 'failed') return;
    throw new OperationError(`The refresh failed: ${reason ?? 'unknown reason'}`, {
      code: 'refresh_failed',
      hint: { command: ['sources'] },
    });
  },
  onStop: 'Profiles that are already refreshed keep their new data',
};
