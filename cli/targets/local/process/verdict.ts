import type { PlatformState } from '#cli/output/events/events.ts';
import type { Health } from '#contract/health.ts';
import type { LocalState } from '../state.ts';

/** What was found out about a platform. */
export interface LocalFacts {
  state: LocalState | null;
  /** Answer on the remembered port; `null` without one, `stranger` when it is no platform's. */
  health: Health | 'stranger' | null;
  /** The remembered pid: does it live, and is it the process that was started? */
  process: 'ours' | 'stranger' | 'gone';
}

export interface LocalVerdict {
  state: PlatformState;
  /** Completes "The platform NAME …". */
  message: string;
  /** The process that may be signalled; never one that is not ours. */
  pid: number | null;
}

/** Tells a running platform from a killed one, a stale pid and a taken port. Pure. */
export function judge({ state, health, process }: LocalFacts): LocalVerdict {
  if (state === null) return { state: 'absent', message: 'is not here', pid: null };
  const known = state.process;
  if (known === null) return { state: 'stopped', message: 'is stopped; its data is kept', pid: null };
  if (health !== null && health !== 'stranger' && health.instance === known.instance) {
    return { state: 'running', message: 'is running', pid: known.pid };
  }
  if (process === 'ours') {
    return known.instance === null
      ? { state: 'starting', message: `was left while it started (process ${known.pid})`, pid: known.pid }
      : {
          state: 'unresponsive',
          message: `does not answer, though its process ${known.pid} lives`,
          pid: known.pid,
        };
  }
  const port = health === null ? '' : `; port ${state.port} is now used by ${describeStranger(health)}`;
  if (process === 'stranger') {
    return {
      state: 'stale',
      message: `is not running: process ${known.pid} is now another program${port}; its data is intact`,
      pid: null,
    };
  }
  return {
    state: 'killed',
    message: `was killed or crashed (process ${known.pid} is gone)${port}; its data is intact`,
    pid: null,
  };
}

function describeStranger(health: Health | 'stranger'): string {
  return health === 'stranger' ? 'another program' : 'another platform';
}
