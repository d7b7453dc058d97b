import type { Condition, KubeEvent } from '../objects.ts';
import { conditionOf } from '../objects.ts';
import { judgeClaim } from './claim.ts';
import { judgeCommon, latestWarning, shorten } from './common.ts';
import { judgeStart } from './container-start.ts';
import { judgeImagePull } from './image-pull.ts';
import type { ContainerStatus, Pod } from './pod-status.ts';
import type { Judge, Related, Verdict } from './verdict.ts';
import { current, failed, inProgress } from './verdict.ts';

/** Restarts before a crash counts as a loop. */
const CRASHES = 3;
/** A container may fail while what it needs still starts. */
const CRASH_GRACE_MS = 30_000;
/** After a run of that length a crash is a new one, as for the kubelet's own back-off. */
const CRASH_FORGOTTEN_MS = 600_000;
/** A container that crashes in a loop looks well in between. */
const SETTLE_MS = 10_000;
const UNSCHEDULABLE_GRACE_MS = 30_000;

export const judgePod: Judge = (object, related, now) => {
  const pod = object as Pod;
  const common = judgeCommon(pod);
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
  const verdicts = containers.map((container) => judgeContainer(pod, container, related.events, now));
  const worst =
    verdicts.find((verdict) => verdict?.status === 'failed') ?? verdicts.find((verdict) => verdict);
  if (worst) return worst;
  if (conditionOf(conditions, 'Ready')?.status === 'True') return judgeSettled(pod, now);
  if (pod.spec?.nodeName === undefined) {
    const volume = judgeClaims(pod, related, now);
    if (volume) return volume;
  }
  const scheduled = conditionOf(conditions, 'PodScheduled');
  if (scheduled?.status === 'False') return judgeUnscheduled(scheduled, related, now);
  return judgeStarting(pod, related.events);
};

function judgeContainer(
  pod: Pod,
  container: ContainerStatus,
  events: readonly KubeEvent[],
  now: number,
): Verdict | null {
  const waiting = container.state?.waiting;
  switch (waiting?.reason) {
    case 'CrashLoopBackOff':
      return judgeCrashes(pod, container, now);
    case 'InvalidImageName':
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'ErrImageNeverPull':
    case 'RegistryUnavailable':
      return judgeImagePull(pod, container, events, now);
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
      return judgeStart(pod, container, now);
    default:
      return null;
  }
}

function judgeCrashes(pod: Pod, container: ContainerStatus, now: number): Verdict {
  const restarts = container.restartCount ?? 0;
  const last = container.lastState?.terminated;
  const told = last ? `${last.reason ?? 'Error'}, exit code ${last.exitCode ?? '?'}` : 'no exit code';
  const memory = last?.reason === 'OOMKilled';
  const reason = `${container.name} ${memory ? 'repeatedly runs out of memory' : 'repeatedly crashes'} (${told}, ${restarts} restarts)`;
  const details = {
    condition: memory ? 'OOMKilled' : 'CrashLoopBackOff',
    container: { pod: pod.metadata.name, name: container.name, previous: true },
    hint: memory
      ? 'raise its memory request and limit, then influscope deploy'
      : 'see the log above for the cause; influscope logs shows more',
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
function judgeSettled(pod: Pod, now: number): Verdict {
  for (const { name, restartCount = 0, state } of pod.status?.containerStatuses ?? []) {
    const age = now - (Date.parse(state?.running?.startedAt ?? '') || 0);
    // A clock that is far ahead says nothing.
    if (restartCount === 0 || Math.abs(age) >= SETTLE_MS) continue;
    return inProgress(`has restarted ${name} (${restartCount} times); waiting to see whether it stays up`, {
      condition: 'Restarted',
      recheckAt: now + SETTLE_MS - age,
      container: { pod: pod.metadata.name, name, previous: true },
    });
  }
  return current('is ready');
}

/** Trouble with a claim keeps its pod from a node; the claim says it better. */
function judgeClaims(pod: Pod, related: Related, now: number): Verdict | null {
  const names = (pod.spec?.volumes ?? []).flatMap(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
  );
  for (const claim of related.claims.filter(({ metadata }) => names.includes(metadata.name))) {
    const verdict = judgeClaim(claim, related, now);
    if (verdict.status === 'current' || verdict.condition === 'Pending') continue;
    return { ...verdict, reason: `is waiting for its claim ${claim.metadata.name}, which ${verdict.reason}` };
  }
  return null;
}

function judgeUnscheduled(scheduled: Condition, related: Related, now: number): Verdict {
  const message = shorten(scheduled.message ?? 'no node accepts it');
  const began = Date.parse(scheduled.lastTransitionTime ?? '') || now;
  const full = /Insufficient |Too many pods/.test(message);
  const passing = /unbound immediate|not-ready|uninitialized|unreachable/.test(message);
  const roomComes = related.pods.some(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const details = {
    condition: 'Unschedulable',
    hint: 'influscope doctor shows what does not fit and how to fix it',
  };
  if (!full || passing || roomComes) return inProgress(`is not scheduled: ${message}`, details);
  if (now - began >= UNSCHEDULABLE_GRACE_MS) return failed(`does not fit on any node: ${message}`, details);
  return inProgress(`is not scheduled: ${message}`, {
    ...details,
    recheckAt: began + UNSCHEDULABLE_GRACE_MS,
  });
}

/** Scheduled, and no container says what is wrong: what is it doing? */
function judgeStarting(pod: Pod, events: readonly KubeEvent[]): Verdict {
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
