import type { KubeObject } from '../objects.ts';
import { conditionOf } from '../objects.ts';
import type { ContainerStatus, Pod } from './pod-status.ts';
import type { SeenRun } from './seen-runs.ts';

/** A container that crashes in a loop looks well in between. It has to run longer than the time before, by this much. */
const LONGER_BY = 1.25;
/** The times in a status are whole seconds: a run may have been one longer, and this one may be one shorter. */
const ROUNDING_MS = 2_000;
const SHORTEST_MS = 3_000;
/** After so many restarts it is a loop, with runs of any length. Also for a run of unknown length. */
const CRASHES = 3;
const LOOP_MS = 10_000;
/** What it needs may have become ready since; a long run then says little about the next one. */
const LONGEST_AFTER_CHANGE_MS = 10_000;
const LONGEST_MS = 30_000;
/** After a run of that length a crash is a new one. */
const CRASH_FORGOTTEN_MS = 600_000;

/** No earlier run became ready, so this run has already progressed further. */
const LONGER_THAN_SEEN_BY = 1.1;
/** Maximum delay with which a watch sees a change. */
const LATENCY_MS = 100;

/** The required run time of a container whose runs were all seen, in milliseconds. */
export const settledSeenRunMs = ({ lastedMs }: SeenRun): number =>
  lastedMs * LONGER_THAN_SEEN_BY + LATENCY_MS;

/** How long a container that was started again has to run before its readiness counts, in milliseconds. */
export function settledRunMs(
  { restartCount = 0, lastState }: ContainerStatus,
  pods: readonly KubeObject[],
): number {
  const last = lastState?.terminated;
  const began = Date.parse(last?.startedAt ?? '');
  const lastedMs = Date.parse(last?.finishedAt ?? '') - began;
  if (Number.isNaN(lastedMs) || lastedMs >= CRASH_FORGOTTEN_MS) return LOOP_MS;
  const least = restartCount >= CRASHES ? LOOP_MS : SHORTEST_MS;
  const most = hasBecomeReady(pods, began) ? LONGEST_AFTER_CHANGE_MS : LONGEST_MS;
  return Math.min(most, Math.max(least, lastedMs * LONGER_BY + ROUNDING_MS));
}

/** Whether a pod became ready after that time: the run then failed in other surroundings. */
function hasBecomeReady(pods: readonly KubeObject[], time: number): boolean {
  return pods.some((pod) => {
    const ready = conditionOf((pod as Pod).status?.conditions, 'Ready');
    return ready?.status === 'True' && Date.parse(ready.lastTransitionTime ?? '') >= time;
  });
}
