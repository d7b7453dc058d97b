import type { Condition, KubeEvent } from '../objects.ts';
import { conditionOf } from '../objects.ts';
import { assessClaim } from './claim.ts';
import { assessCommon, latestWarning, shorten } from './common.ts';
import { assessStart } from './container-start.ts';
import { assessImagePull } from './image-pull.ts';
import type { AssessReadiness, ObjectReadiness, Related } from './object-readiness.ts';
import { current, failed, inProgress } from './object-readiness.ts';
import type { ContainerStatus, Pod } from './pod-status.ts';
import { keyOfRun } from './seen-runs.ts';
import { settledRunMs, settledSeenRunMs } from './settled-run.ts';

/** Restarts before a crash counts as a loop. */
const CRASHES = 3;
/** A container may fail while what it needs still starts. */
const CRASH_GRACE_MS = 30_000;
/** After a run of that length a crash is a new one, as for the kubelet's own back-off. */
const CRASH_FORGOTTEN_MS = 600_000;
const UNSCHEDULABLE_GRACE_MS = 30_000;

export const assessPod: AssessReadiness = (object, related, now) => {
  const pod = object as Pod;
  const common = assessCommon(pod);
  if (common) return common;
  const { phase, reason, message, conditions } = pod.status ?? {};
  if (phase === 'Succeeded') return current('completed');
  if (phase === 'Failed' && pod.spec?.restartPolicy === 'Never')
    return failed(`failed: ${shorten(message ?? reason ?? 'no reason given')}`, {
      condition: reason ?? 'Failed',
    });
  if (phase === 'Failed')
    return inProgress(`was terminated (${reason ?? 'no reason given'}) and is being replaced`);
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const all = containers.map((container) => assessContainer(pod, container, related.events, now));
  const worst = all.find((readiness) => readiness?.status === 'failed') ?? all.find((readiness) => readiness);
  if (worst) return worst;
  if (conditionOf(conditions, 'Ready')?.status === 'True') return assessSettled(pod, related, now);
  if (pod.spec?.nodeName === undefined) {
    const volume = assessClaims(pod, related, now);
    if (volume) return volume;
  }
  const scheduled = conditionOf(conditions, 'PodScheduled');
  if (scheduled?.status === 'False') return assessUnscheduled(scheduled, related, now);
  return assessStarting(pod, related.events);
};

function assessContainer(
  pod: Pod,
  container: ContainerStatus,
  events: readonly KubeEvent[],
  now: number,
): ObjectReadiness | null {
  const waiting = container.state?.waiting;
  switch (waiting?.reason) {
    case 'CrashLoopBackOff':
      return assessCrashes(pod, container, now);
    case 'InvalidImageName':
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'ErrImageNeverPull':
    case 'RegistryUnavailable':
      return assessImagePull(pod, container, events, now);
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
      return assessStart(pod, container, now);
    default:
      return null;
  }
}

function assessCrashes(pod: Pod, container: ContainerStatus, now: number): ObjectReadiness {
  const restarts = container.restartCount ?? 0;
  const last = container.lastState?.terminated;
  const told = last ? `${last.reason ?? 'Error'}, exit code ${last.exitCode ?? '?'}` : 'no exit code';
  const memory = last?.reason === 'OOMKilled';
  const reason = `${container.name} ${memory ? 'repeatedly runs out of memory' : 'repeatedly crashes'} (${told}, ${restarts} restarts)`;
  const details = {
    condition: memory ? 'OOMKilled' : 'CrashLoopBackOff',
    container: { pod: pod.metadata.name, name: container.name, previous: true },
  };
  const began = Date.parse(pod.status?.startTime ?? pod.metadata.creationTimestamp ?? '') || now;
  const lasted =
    last?.finishedAt && last.startedAt ? Date.parse(last.finishedAt) - Date.parse(last.startedAt) : 0;
  if (restarts < CRASHES || lasted >= CRASH_FORGOTTEN_MS) return inProgress(reason, details);
  if (now - began < CRASH_GRACE_MS)
    return inProgress(reason, { ...details, recheckAt: began + CRASH_GRACE_MS });
  return failed(reason, details);
}

/** One that was just started again may be about to end again, ready or not. */
function assessSettled(pod: Pod, { pods, runs }: Related, now: number): ObjectReadiness {
  const others = pods.filter(({ metadata }) => metadata.name !== pod.metadata.name);
  for (const container of pod.status?.containerStatuses ?? []) {
    const { name, restartCount = 0, state } = container;
    if (restartCount === 0) continue;
    const seen = runs?.get(keyOfRun(pod.metadata.uid, name));
    const age = seen?.ageMs ?? now - (Date.parse(state?.running?.startedAt ?? '') || 0);
    const neededMs = seen ? settledSeenRunMs(seen) : settledRunMs(container, others);
    // A clock that is far ahead says nothing.
    if (Math.abs(age) >= neededMs) continue;
    const times = restartCount === 1 ? '1 time' : `${restartCount} times`;
    const runS = Math.ceil(neededMs / 1_000);
    return inProgress(`has restarted ${name} (${times}); it counts as ready after a run of ${runS} s`, {
      condition: 'Restarted',
      recheckAt: now + neededMs - age,
      container: { pod: pod.metadata.name, name, previous: true },
    });
  }
  return current('is ready');
}

/** Trouble with a claim keeps its pod from a node; the claim says it better. */
function assessClaims(pod: Pod, related: Related, now: number): ObjectReadiness | null {
  const names = (pod.spec?.volumes ?? []).flatMap(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
  );
  for (const claim of related.claims.filter(({ metadata }) => names.includes(metadata.name))) {
    const readiness = assessClaim(claim, related, now);
    if (readiness.status === 'current' || readiness.condition === 'Pending') continue;
    return {
      ...readiness,
      reason: `is waiting for its claim ${claim.metadata.name}, which ${readiness.reason}`,
    };
  }
  return null;
}

function assessUnscheduled(scheduled: Condition, related: Related, now: number): ObjectReadiness {
  const message = shorten(scheduled.message ?? 'no node accepts it');
  const began = Date.parse(scheduled.lastTransitionTime ?? '') || now;
  const full = /Insufficient |Too many pods/.test(message);
  const passing = /unbound immediate|not-ready|uninitialized|unreachable/.test(message);
  const roomComes = related.pods.some(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const details = {
    condition: 'Unschedulable',
  };
  if (!full || passing || roomComes) return inProgress(`is not scheduled: ${message}`, details);
  if (now - began >= UNSCHEDULABLE_GRACE_MS) return failed(`does not fit on any node: ${message}`, details);
  return inProgress(`is not scheduled: ${message}`, {
    ...details,
    recheckAt: began + UNSCHEDULABLE_GRACE_MS,
  });
}

/** Scheduled, and no container says what is wrong: what is it doing? */
function assessStarting(pod: Pod, events: readonly KubeEvent[]): ObjectReadiness {
  const trouble = latestWarning(pod, events, ['FailedAttachVolume', 'FailedMount', 'FailedCreatePodSandBox']);
  const running = (pod.status?.containerStatuses ?? []).filter(({ state }) => state?.running);
  if (running.length === 0 && trouble) {
    return inProgress(`is waiting for its volumes: ${shorten(trouble.message ?? '')}`, {
      condition: trouble.reason ?? 'FailedMount',
    });
  }
  const initialising = pod.status?.initContainerStatuses?.find(
    ({ state }) => state?.terminated?.exitCode !== 0,
  );
  if (initialising)
    return inProgress(`is running its init container ${initialising.name}`, { condition: 'PodInitializing' });
  const laggard = running.find(({ ready }) => !ready);
  if (laggard) {
    const probe = latestWarning(pod, events, ['Unhealthy']);
    const why = probe ? `: ${shorten(probe.message ?? '')}` : '';
    return inProgress(`is waiting for ${laggard.name} to become ready${why}`, {
      condition: 'NotReady',
      container: { pod: pod.metadata.name, name: laggard.name, previous: false },
    });
  }
  if (pod.spec?.nodeName === undefined) return inProgress('is waiting for a node');
  return inProgress('starts', { condition: 'ContainerCreating' });
}
