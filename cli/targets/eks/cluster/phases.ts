import type { Event } from '#cli/output/events/events.ts';
import { event, step } from '#cli/output/events/events.ts';
import type { Phase } from './next-action.ts';

interface PhaseWords {
  started: string;
  done: string;
  /** Usual duration on EKS. */
  usualMs: number;
  /** Time limit. */
  limitMs: number;
}

const MINUTE = 60_000;

export const PHASES: Record<Phase, PhaseWords> = {
  cluster: {
    started: 'Creating the control plane and its network (usually 9 to 13 minutes)',
    done: 'Created the control plane',
    usualMs: 11 * MINUTE,
    limitMs: 40 * MINUTE,
  },
  nodes: {
    started: 'Creating the nodes (usually 2 to 5 minutes)',
    done: 'Created the nodes',
    usualMs: 4 * MINUTE,
    limitMs: 30 * MINUTE,
  },
  addons: {
    started: 'Installing the add-ons (usually 1 to 3 minutes)',
    done: 'Installed the add-ons',
    usualMs: 2 * MINUTE,
    limitMs: 20 * MINUTE,
  },
};

const ORDER = Object.keys(PHASES) as Phase[];

/** The steps that a run shows. Each begins and ends once. */
export interface PhaseSteps {
  begin(phase: Phase): Event[];
  end(phase: Phase): Event[];
  /** Ends every step that has begun. */
  endAll(): Event[];
  /** Resources that are done, and the remaining usual time of this phase and the next ones. */
  progress(phase: Phase, done: number): Event;
}

export function createPhaseSteps(clock: () => number): PhaseSteps {
  const open = new Map<Phase, { at: number; words: ReturnType<typeof step> }>();
  const ended = new Set<Phase>();
  const end = (phase: Phase): Event[] => {
    const begun = open.get(phase);
    if (!begun || ended.has(phase)) return [];
    ended.add(phase);
    return [begun.words.done(PHASES[phase].done)];
  };
  return {
    begin(phase) {
      if (open.has(phase)) return [];
      const words = step(phase, PHASES[phase].started, clock);
      open.set(phase, { at: clock(), words });
      return [words.started];
    },
    end,
    endAll: () => ORDER.flatMap(end),
    progress(phase, done) {
      const elapsed = clock() - (open.get(phase)?.at ?? clock());
      return event({
        type: 'progress',
        step: phase,
        done,
        total: null,
        unit: 'resources',
        fraction: null,
        rate: null,
        remaining_ms: remaining(phase, elapsed),
      });
    },
  };
}

/** `null` after the usual time: the rest is unknown. */
function remaining(phase: Phase, elapsedMs: number): number | null {
  const left = PHASES[phase].usualMs - elapsedMs;
  if (left <= 0) return null;
  return ORDER.slice(ORDER.indexOf(phase) + 1).reduce((sum, later) => sum + PHASES[later].usualMs, left);
}
