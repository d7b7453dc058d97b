import type { InstanceState } from '#cli/output/events/events.ts';
import type { Health } from '#contract/health.ts';
import type { LocalState } from '../state.ts';

/** What was found out about a local instance. */
export interface LocalFacts {
  state: LocalState | null;
  /**
   * The answer on the remembered port; `null` without one, `stranger` when another program answers. While the process is
   * ours, only an answer that proves its identity counts.
   */
  health: Health | 'stranger' | null;
  /** Whether the remembered pid lives, and is the process that was started. */
  process: 'ours' | 'stranger' | 'gone';
}

export interface Diagnosis {
  state: InstanceState;
  /** Completes "The instance NAME …". */
  message: string;
  /** The process that may be signalled; never a process that is not ours. */
  pid: number | null;
}

/** Tells a running instance from a killed one, a reused pid and a port that another program uses. Pure. */
export function diagnose({ state, health, process }: LocalFacts): Diagnosis {
  if (state === null) return { state: 'absent', message: 'does not exist', pid: null };
  const known = state.process;
  if (known === null) return { state: 'stopped', message: 'is stopped; its data is kept', pid: null };
  if (process === 'ours' && health !== null && health !== 'stranger' && health.instance === known.instance) {
    return { state: 'running', message: 'is running', pid: known.pid };
  }
  if (process === 'ours') {
    return known.instance === null
      ? { state: 'starting', message: `did not finish starting (process ${known.pid})`, pid: known.pid }
      : {
          state: 'unresponsive',
          message: `does not answer, although its process ${known.pid} is alive`,
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
    message: `was killed or crashed (process ${known.pid} has ended)${port}; its data is intact`,
    pid: null,
  };
}

function describeStranger(health: Health | 'stranger'): string {
  return health === 'stranger' ? 'another program' : 'another instance';
}
