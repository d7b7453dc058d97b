import type { KubeObject } from '../objects.ts';
import type { ContainerStatus, Pod } from './pod-status.ts';

/** The current run of a container whose earlier runs were all seen from start to end. None of them became ready. */
export interface SeenRun {
  /** The longest earlier run, in milliseconds. */
  lastedMs: number;
  ageMs: number;
}

/** Follows the runs of containers through a watch of their pods. */
export interface SeenRuns {
  see(pod: KubeObject): void;
  gone(pod: KubeObject): void;
  /** The watch was interrupted: the times of the changes that it missed are unknown. */
  interrupted(): void;
  /** By `keyOfRun`. */
  current(): ReadonlyMap<string, SeenRun>;
}

interface Seen {
  restarts: number;
  /** The last run that was seen; `null` between two runs. */
  run: { id: string; beganAt: number; isReady: boolean } | null;
  lastedMs: number | null;
  /** A run was not seen completely, or became ready before it ended. */
  isSpoiled: boolean;
}

export const keyOfRun = (uid: string | undefined, container: string): string => `${uid}/${container}`;

/** `clock` in milliseconds, from any start. */
export function createSeenRuns(clock: () => number = () => performance.now()): SeenRuns {
  const all = new Map<string, Seen>();

  const follow = (seen: Seen, status: ContainerStatus) => {
    const { restartCount = 0, ready = false, state, lastState } = status;
    const now = clock();
    const id = state?.running ? `${restartCount} ${state.running.startedAt}` : null;
    if (seen.run !== null && seen.run.id !== id) {
      // Its end was seen only if nothing runs now.
      if (id !== null || seen.run.isReady) seen.isSpoiled = true;
      seen.lastedMs = Math.max(seen.lastedMs ?? 0, now - seen.run.beganAt);
      seen.run = null;
    } else if (seen.run === null && restartCount > seen.restarts + (id === null ? 0 : 1)) {
      // A run was too short to be seen.
      const { startedAt = '', finishedAt = '' } = lastState?.terminated ?? {};
      const lastedMs = Date.parse(finishedAt) - Date.parse(startedAt) + 1_000;
      if (Number.isNaN(lastedMs)) seen.isSpoiled = true;
      else seen.lastedMs = Math.max(seen.lastedMs ?? 0, lastedMs);
    }
    seen.restarts = restartCount;
    if (id === null) return;
    seen.run ??= { id, beganAt: now, isReady: false };
    seen.run.isReady ||= ready;
  };
  const begin = ({ restartCount = 0, state }: ContainerStatus): Seen => ({
    restarts: restartCount,
    run: null,
    lastedMs: null,
    isSpoiled: restartCount > 0 || state?.running !== undefined,
  });
  return {
    see(object) {
      const { metadata, spec, status } = object as Pod;
      for (const container of status?.containerStatuses ?? []) {
        // Without a probe, a container is ready as soon as it runs.
        const { readinessProbe } = spec?.containers?.find(({ name }) => name === container.name) ?? {};
        if (readinessProbe === undefined) continue;
        const key = keyOfRun(metadata.uid, container.name);
        const seen = all.get(key) ?? begin(container);
        all.set(key, seen);
        follow(seen, container);
      }
    },
    gone({ metadata }) {
      for (const key of all.keys()) if (key.startsWith(keyOfRun(metadata.uid, ''))) all.delete(key);
    },
    interrupted: () => all.clear(),
    current() {
      const now = clock();
      const runs = new Map<string, SeenRun>();
      for (const [key, { run, lastedMs, isSpoiled }] of all)
        if (run !== null && lastedMs !== null && !isSpoiled)
          runs.set(key, { lastedMs, ageMs: now - run.beganAt });
      return runs;
    },
  };
}
