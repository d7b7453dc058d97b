import type { Finding } from '../diagnosis/finding.ts';
import type { KubeObject, ObjectRef } from '../objects.ts';
import { describeRef, keyOf } from '../objects.ts';
import { assessReadiness } from '../readiness/assess-readiness.ts';
import type { ObjectReadiness } from '../readiness/object-readiness.ts';
import { inProgress } from '../readiness/object-readiness.ts';
import type { View } from './view.ts';

/** An object that has to become what it should be. */
export interface Awaited {
  ref: ObjectRef;
  /** Of the version that was applied; an older one is not assessed. */
  generation: number;
}

export interface ObjectState {
  ref: ObjectRef;
  readiness: ObjectReadiness;
}

export interface WaitOptions {
  view: View;
  awaited: readonly Awaited[];
  clock(): number;
  /** Ends the wait, with its reason. */
  signal: AbortSignal;
  /** Repairs a failure if it can; `true` continues the wait. */
  repair?(object: KubeObject, readiness: ObjectReadiness): Promise<boolean>;
  /** Looks beyond the single objects. */
  judge?: Judge;
}

/** A finding that does not end the wait. */
interface Notice {
  notice: Finding;
}

/**
 * A finding that ends the wait, about objects that are not current; findings to name meanwhile, each once; and when to look again
 * at the latest. `onNews` may be called later, once: there is something new to look at.
 */
export type Judge = (
  laggards: readonly ObjectState[],
  onNews: () => void,
) => { finding: Finding | null; notices: readonly Finding[]; recheckAt: number | null };

/** What ended the wait: nothing, or the first failure that nothing will heal. */
export type WaitResult =
  | { failed: null; finding: null }
  | { failed: ObjectState; finding: null }
  | { failed: null; finding: Finding };

/**
 * Yields each state that differs from the one before, until all objects are current or one has failed. Judged again
 * whenever the view changes, and when a readiness asks for it; never by the clock alone.
 */
export async function* waitForObjects(
  options: WaitOptions,
): AsyncGenerator<ObjectState | Notice, WaitResult> {
  const { view, awaited, clock, signal, repair, judge } = options;
  const told = new Map<string, string>();
  await view.listed;
  for (;;) {
    signal.throwIfAborted();
    const now = clock();
    const states = awaited.map((one) => ({ ref: one.ref, readiness: assessAwaited(view, one, now) }));
    for (const state of states) {
      const { status, reason } = state.readiness;
      const words = `${status} ${reason}`;
      if (told.get(keyOf(state.ref)) === words) continue;
      told.set(keyOf(state.ref), words);
      yield state;
    }
    const failure = states.find(({ readiness }) => readiness.status === 'failed');
    const object = failure && view.get(failure.ref);
    const repaired = failure && object && (await repair?.(object, failure.readiness));
    if (failure && object && !repaired) return { failed: failure, finding: null };
    const laggards = states.filter(({ readiness }) => readiness.status !== 'current');
    if (laggards.length === 0) return { failed: null, finding: null };
    const news = new AbortController();
    // An object whose applied version is not seen yet says nothing about it.
    const seen = laggards.filter(({ readiness }) => readiness.condition !== 'NotObserved');
    const verdict = judge?.(repaired ? [] : seen, () => news.abort());
    if (verdict?.finding) return { failed: null, finding: verdict.finding };
    for (const notice of verdict?.notices ?? []) yield { notice };
    const rechecks = states.flatMap(({ readiness: { recheckAt } }) => recheckAt ?? []);
    if (typeof verdict?.recheckAt === 'number') rechecks.push(verdict.recheckAt);
    await nextChange(view, rechecks, now, AbortSignal.any([signal, news.signal]));
  }
}

function assessAwaited(view: View, { ref, generation }: Awaited, now: number): ObjectReadiness {
  const object = view.get(ref);
  if (object === undefined) return inProgress('does not exist yet');
  if ((object.metadata.generation ?? generation) < generation)
    return inProgress('is waiting for the applied version to appear', { condition: 'NotObserved' });
  return assessReadiness(object, view.related(), now);
}

async function nextChange(
  view: View,
  rechecks: readonly number[],
  now: number,
  signal: AbortSignal,
): Promise<void> {
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
export function describeState({ ref, readiness }: ObjectState): string {
  return `${describeRef(ref)} ${readiness.reason}`;
}
