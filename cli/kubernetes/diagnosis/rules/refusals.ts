import type { KubeEvent, KubeObject } from '#cli/kubernetes/objects.ts';
import { conditionOf, eventBegan, eventTime, isOwnedBy } from '#cli/kubernetes/objects.ts';
import { findCurrentReplicaSet } from '#cli/kubernetes/readiness/deployment.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Workload } from '../specs.ts';

const FRESH_MS = 120_000;

interface Refusal {
  workload: Workload;
  message: string;
  event: KubeEvent | undefined;
  began: number;
}

/** A controller that wants to create a pod and may not. The pod never exists, so no pod shows it. */
export function refusals(facts: Facts): Refusal[] {
  const deployments = facts.of<Workload>('Deployment').flatMap((workload) => {
    const current = findCurrentReplicaSet(workload, facts.of('ReplicaSet'));
    if (current === undefined) return [];
    const failure = conditionOf((current as Workload).status?.conditions, 'ReplicaFailure');
    return refusal(facts, workload, current, failure?.status === 'True' ? failure.message : undefined) ?? [];
  });
  const others = (['StatefulSet', 'Job', 'DaemonSet'] as const).flatMap((kind) =>
    facts.of<Workload>(kind).flatMap((workload) => refusal(facts, workload, workload, undefined) ?? []),
  );
  return [...deployments, ...others];
}

function refusal(
  facts: Facts,
  workload: Workload,
  creator: KubeObject,
  stated: string | undefined,
): Refusal | null {
  const own = facts.of('Pod').filter((pod) => isOwnedBy(pod, creator.metadata.uid));
  // The controller replaces a pod that is being deleted; that of a StatefulSet only after it.
  const counted =
    workload.kind === 'StatefulSet'
      ? own
      : own.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (counted.length >= (workload.spec?.replicas ?? 1)) return null;
  const newest = Math.max(0, ...own.map(({ metadata }) => timeOf(metadata.creationTimestamp) ?? 0));
  const all = facts.events(creator, ['FailedCreate']);
  // What was refused for another reason earlier proves nothing.
  const events =
    stated === undefined ? all : all.filter(({ message = '' }) => kindOf(message) === kindOf(stated));
  // Events older than the last created pod no longer apply.
  const event = events.find((one) => eventTime(one) >= newest);
  const message = stated ?? event?.message;
  if (message === undefined) return null;
  const related = event ?? events[0];
  return { workload, message, event: related, began: related ? eventBegan(related) : facts.now };
}

const QUOTA = /exceeded quota|failed quota/i;
const RANGE =
  /(minimum|maximum) (cpu|memory|[\w./-]+) usage per|limit to request ratio|must be (less|greater) than or equal to/i;
const SECURITY = /violates PodSecurity/i;
export const ACCOUNT =
  /service ?account "?(?:[\w-]+\/)?([\w.-]+)"? (was )?not found|error looking up service account [\w-]+\/([\w.-]+)/i;
const UNREACHABLE_HOOK = /failed calling webhook|no endpoints available for service|failed to call webhook/i;
const HOOK = /admission webhook "([^"]+)" denied|denied the request|ValidatingAdmissionPolicy/i;
const RIGHTS = /User "[^"]*" cannot |cannot create resource/i;
export const PRIORITY = /no PriorityClass with name "?([\w.-]+)/i;

/** The code of the rule that explains a refusal. */
export function kindOf(message: string): string {
  if (QUOTA.test(message)) return 'quota_exceeded';
  if (SECURITY.test(message)) return 'pod_security';
  if (UNREACHABLE_HOOK.test(message)) return 'webhook_unavailable';
  if (HOOK.test(message)) return 'webhook_denied';
  if (ACCOUNT.test(message)) return 'service_account_missing';
  if (PRIORITY.test(message)) return 'priority_class_missing';
  if (RANGE.test(message)) return 'limit_range';
  if (RIGHTS.test(message)) return 'controller_not_allowed';
  return 'pod_rejected';
}

interface Quota extends KubeObject {
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}

/** Controllers retry a refused creation with growing delays, so its event may be older than the fix. */
export function stillHolds(
  facts: Facts,
  code: string,
  message: string,
  event: KubeEvent | undefined,
): boolean {
  const { since } = facts.snapshot;
  // Times of events are whole seconds.
  const oldest = since === null ? facts.now - FRESH_MS : since - 1_000;
  const isFresh = event !== undefined && eventTime(event) >= oldest;
  if (!isFresh) return false;
  if (code === 'quota_exceeded') {
    // Terminating pods free capacity.
    if (facts.hasTerminatingPods()) return false;
    const name = /quota: ([\w.-]+)/.exec(message)?.[1] ?? '';
    if (facts.isMissing('ResourceQuota', name)) return false;
    const { hard } = facts.find<Quota>('ResourceQuota', name)?.status ?? {};
    const limited = /limited: (.+)$/.exec(message)?.[1] ?? '';
    const raised =
      hard !== undefined &&
      limited !== '' &&
      !limited.split(',').some((one) => hard[one.split('=')[0]?.trim() ?? ''] === one.split('=')[1]?.trim());
    return !raised;
  }
  if (code === 'limit_range')
    return facts.of('LimitRange').length > 0 || !facts.snapshot.listed.has('LimitRange');
  if (code === 'service_account_missing') {
    const match = ACCOUNT.exec(message);
    return facts.find('ServiceAccount', match?.[1] ?? match?.[3] ?? '') === undefined;
  }
  return true;
}
