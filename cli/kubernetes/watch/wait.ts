import type { KubeObject, ObjectRef } from '../objects.ts';
import { describeRef, keyOf } from '../objects.ts';
import { judge } from '../readiness/judge.ts';
import type { Verdict } from '../readiness/verdict.ts';
import { inProgress } from '../readiness/verdict.ts';
import type { View } from './view.ts';

/** An object that has to become what it should be. */
export interface Awaited {
  ref: ObjectRef;
  /** Of the version that was applied; an older one is not judged. */
  generation: number;
}

export interface ObjectState {
  ref: ObjectRef;
  verdict: Verdict;
}

export interface WaitOptions {
  view: View;
  awaited: readonly Awaited[];
  clock(): number;
  /** Ends the wait, with its reason. */
  signal: AbortSignal;
  /** Repairs a failure if it can; `true` continues the wait. */
  repair?(object: KubeObject, verdict: Verdict): Promise<boolean>;
}

/** What ended the wait: nothing, or the first failure that nothing will heal. */
export type WaitResult = { failed: null } | { failed: ObjectState; object: KubeObject };

/**
 * Yields each state that differs from the one before, until all objects are current or one has failed. Judged again
 * whenever the view changes, and when a verdict asks for it; never by the clock alone.
 */
export async function* waitForObjects(options: WaitOptions): AsyncGenerator<ObjectState, WaitResult> {
  const { view, awaited, clock, signal, repair } = options;
  const told = new Map<string, string>();
  await view.listed;
  for (;;) {
    signal.throwIfAborted();
    const now = clock();
    const states = awaited.map((one) => ({ ref: one.ref, verdict: judgeAwaited(view, one, now) }));
    for (const state of states) {
      const { status, reason } = state.verdict;
      const words = `${status} ${reason}`;
      if (told.get(keyOf(state.ref)) === words) continue;
      told.set(keyOf(state.ref), words);
      yield state;
    }
    const failure = states.find(({ verdict }) => verdict.status === 'failed');
    const object = failure && view.get(failure.ref);
    if (failure && object && !(await repair?.(object, failure.verdict))) return { failed: failure, object };
    if (states.every(({ verdict }) => verdict.status === 'current')) return { failed: null };
    await nextChange(view, states, now, signal);
  }
}

function judgeAwaited(view: View, { ref, generation }: Awaited, now: number): Verdict {
  const object = view.get(ref);
  if (object === undefined) return inProgress('does not exist yet');
  if ((object.metadata.generation ?? generation) < generation)
    return inProgress('is waiting for the applied version to appear');
  return judge(object, view.related(), now);
}

async function nextChange(
  view: View,
  states: readonly ObjectState[],
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const rechecks = states.flatMap(({ verdict: { recheckAt } }) => recheckAt ?? []);
  const due = new AbortController();
  const timer =
    rechecks.length > 0 ? setTimeout(() => due.abort(), Math.max(0, Math.min(...rechecks) - now)) : undefined;
  try {
    await view.changed(AbortSignal.any([signal, due.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** `Deployment/api 0 of 1 pods ready`. */
export function describeState({ ref, verdict }: ObjectState): string {
  return `${describeRef(ref)} ${verdict.reason}`;
}
