import { NotReadyError, OperationError } from '#cli/errors.ts';
import { removeObject } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeError } from '#cli/kubernetes/client/errors.ts';
import { isStatus } from '#cli/kubernetes/client/errors.ts';
import { clusterNow } from '#cli/kubernetes/cluster-now.ts';
import { describeFinding } from '#cli/kubernetes/diagnosis/describe-finding.ts';
import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import { explainState } from '#cli/kubernetes/explain.ts';
import { isLate } from '#cli/kubernetes/is-late.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { describeRef } from '#cli/kubernetes/objects.ts';
import { stuckOldPod } from '#cli/kubernetes/readiness/stateful-set.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { View } from '#cli/kubernetes/watch/view.ts';
import type { Awaited, ObjectState } from '#cli/kubernetes/watch/wait.ts';
import { waitForObjects } from '#cli/kubernetes/watch/wait.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, warning } from '#cli/output/events/events.ts';
import { faultError, lateError, rolloutError } from '../diagnosis/finding-errors.ts';
import { diagnoseWait } from '../diagnosis/judge-wait.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { readinessHint } from '../readiness-hint.ts';
import { retryRefused } from './retry-refused.ts';

export interface StageWait {
  name: string;
  view: View;
  awaited: readonly Awaited[];
  signal: AbortSignal;
}

/** How long the words for a failure may take to be found. */
const EXPLAIN_TIMEOUT_MS = 8_000;

/** Waits until the stage's objects are current; one `object` event for each change. Throws at the first lasting failure. */
export async function* waitForStage(
  kube: Kubernetes,
  client: KubeClient,
  wait: StageWait,
): AsyncGenerator<Event> {
  const { name, view, awaited, signal } = wait;
  // What has no state of its own is there once it was applied.
  const assessed = awaited.filter(({ ref }) => isWatched(ref.kind));
  const last = new Map<string, ObjectState>();
  const replaced = new Set<string>();
  const ended = new AbortController();
  const diagnosis = diagnoseWait(kube, client, view, AbortSignal.any([signal, ended.signal]));
  const clock = () => clusterNow(client, kube.clock);
  using _retries = retryRefused({ client, view, awaited: assessed, clock, signal });
  const states = waitForObjects({
    view,
    awaited: assessed,
    clock,
    signal,
    repair: (object) => replaceStuckPod(client, view, object, replaced, signal),
    judge: diagnosis.judge,
  });
  try {
    for (;;) {
      const { done, value } = await states.next();
      if (!done) {
        if ('notice' in value) {
          yield noticeEvent(value.notice);
          continue;
        }
        last.set(describeRef(value.ref), value);
        yield objectEvent(name, value);
        continue;
      }
      if (value.finding) throw rolloutError([value.finding]);
      if (value.failed === null) return;
      const findings = diagnosis.explain([value.failed]);
      throw findings.length > 0
        ? rolloutError(findings)
        : await failure(client, kube.namespace, [value.failed], view);
    }
  } catch (error) {
    const fault = faultError(error);
    if (fault !== null) throw fault;
    const laggards = [...last.values()].filter(({ readiness }) => readiness.status !== 'current');
    if (!isLate(signal) || laggards.length === 0) throw error;
    throw (
      (await findOutage(client)) ??
      lateError(diagnosis.explain(laggards), laggards, signal.reason) ??
      (await notReady(client, kube.namespace, laggards, view, signal.reason))
    );
  } finally {
    // What it still reads competes with the next requests.
    ended.abort();
  }
}

export function objectEvent(stepName: string, { ref, readiness }: ObjectState): Event {
  return event({
    type: 'object',
    step: stepName,
    kind: ref.kind,
    name: ref.name,
    status: readiness.status,
    message: readiness.reason,
    condition: readiness.condition ?? null,
  });
}

/** Reported while the wait continues, because it may pass or be fixed meanwhile. */
const noticeEvent = (finding: Finding): Event =>
  warning(finding.code, `Still waiting. ${describeFinding(finding)}`, finding.fix);

function isWatched(kind: string): boolean {
  return [
    'Deployment',
    'StatefulSet',
    'Job',
    'Pod',
    'PersistentVolumeClaim',
    'CustomResourceDefinition',
  ].includes(kind);
}

/** A pod of an older revision that never becomes ready keeps a StatefulSet from its update for ever. */
async function replaceStuckPod(
  client: KubeClient,
  view: View,
  object: KubeObject,
  replaced: Set<string>,
  signal: AbortSignal,
): Promise<boolean> {
  if (object.kind !== 'StatefulSet') return false;
  const pod = stuckOldPod(object, view.all(RESOURCES.pod));
  const uid = pod?.metadata.uid;
  if (pod === undefined || uid === undefined) return false;
  if (replaced.has(uid)) return true;
  replaced.add(uid);
  await removeObject(client, { ...pod, apiVersion: 'v1', kind: 'Pod' }, { signal });
  return true;
}

async function failure(
  client: KubeClient,
  namespace: string,
  states: readonly ObjectState[],
  view: View,
): Promise<OperationError> {
  const [first] = states;
  const hint = (first && readinessHint(first.readiness)) ?? { command: ['logs'] };
  const text = await explainAll(client, namespace, states, view);
  return new OperationError(text, { code: 'rollout_failed', hint });
}

/** The error of an API server that does not answer; `null` if it does. */
async function findOutage(client: KubeClient): Promise<KubeError | null> {
  const signal = AbortSignal.timeout(EXPLAIN_TIMEOUT_MS);
  try {
    await client.request('/version', 'The version', { signal, once: true });
  } catch (error) {
    if (isStatus(error, 0)) return error;
  }
  return null;
}

async function notReady(
  client: KubeClient,
  namespace: string,
  states: readonly ObjectState[],
  view: View,
  reason: unknown,
): Promise<NotReadyError> {
  const text = await explainAll(client, namespace, states, view);
  const message = reason instanceof Error ? reason.message : String(reason);
  return new NotReadyError(`${message}; not ready:\n${text}`, {
    code: 'not_ready',
    hint: states.flatMap(({ readiness }) => readinessHint(readiness) ?? [])[0] ?? { command: ['status'] },
    laggards: states.map(({ ref }) => describeRef(ref)),
    cause: reason,
  });
}

async function explainAll(
  client: KubeClient,
  namespace: string,
  states: readonly ObjectState[],
  view: View,
): Promise<string> {
  const signal = AbortSignal.timeout(EXPLAIN_TIMEOUT_MS);
  const { events } = view.related();
  const told = states.map((state) =>
    explainState(client, namespace, state, events, signal).catch(
      () => `${describeRef(state.ref)} ${state.readiness.reason}`,
    ),
  );
  return (await Promise.all(told)).join('\n');
}
