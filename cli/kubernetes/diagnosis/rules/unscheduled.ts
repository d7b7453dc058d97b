import type { Condition } from '#cli/kubernetes/objects.ts';
import { conditionOf } from '#cli/kubernetes/objects.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Node } from '../specs.ts';
import { isYoung, readyOf } from './nodes.ts';

/** Reasons of the scheduler, the order breaks ties. */
const REASONS: readonly (readonly [code: string, RegExp])[] = [
  ['no_memory', /(\d+) Insufficient memory/],
  ['no_cpu', /(\d+) Insufficient cpu/],
  ['too_many_pods', /(\d+) Too many pods/],
  ['volume_in_other_zone', /(\d+) node\(s\) (?:had|didn't find available).*?volume node affinity conflict/],
  // Kubernetes 1.34 and later.
  ['volume_in_other_zone', /(\d+) node\(s\) didn't match PersistentVolume's node affinity/],
  ['volume_in_other_zone', /(\d+) node\(s\) had no available volume zone/],
  ['too_many_volumes', /(\d+) node\(s\) exceed max volume count/],
  ['tainted', /(\d+) node\(s\) had untolerated taints?/],
  [
    'no_matching_node',
    /(\d+) node\(s\) didn't (?:match (?:Pod's node affinity|pod affinity|pod topology|pod anti-affinity|node selector)|satisfy existing pods anti-affinity)/,
  ],
  ['tainted', /(\d+) node\(s\) were unschedulable/],
];
/** Nodes that come back: other rules report them. */
const PASSING_TAINT = /^node\.kubernetes\.io\/(not-ready|unreachable|network-unavailable)|uninitialized/;
/** Claims that are not bound yet; versions of Kubernetes before 1.34 name the taints. */
const PASSING =
  /unbound immediate|node\.kubernetes\.io\/(not-ready|unreachable|network-unavailable)|uninitialized/;

/** The scheduler tries a pod again within 10 s after a change, and the kubelet's report of its room may come later. */
const SCHEDULER_BACKOFF_MS = 20_000;

/** A pod without a node, and the code of the rule that explains it. */
interface Unscheduled {
  pod: Pod;
  scheduled: Condition;
  code: string;
}

export function unscheduled(facts: Facts): Unscheduled[] {
  return facts.pods.flatMap((pod) => {
    const scheduled = conditionOf(pod.status?.conditions, 'PodScheduled');
    if (scheduled?.status !== 'False') return [];
    const message = scheduled.message ?? '';
    if (scheduled.reason === 'SchedulingGated') return [{ pod, scheduled, code: 'scheduling_gated' }];
    return [{ pod, scheduled, code: mainReason(message) }];
  });
}

/** The reason that keeps the most nodes out. */
function mainReason(message: string): string {
  if (/persistentvolumeclaim "[^"]*" not found/.test(message)) return 'claim_missing';
  const counted = REASONS.map(([code, pattern]) => ({
    code,
    count: Number(pattern.exec(message)?.[1] ?? 0),
  }));
  const most = Math.max(...counted.map(({ count }) => count));
  return most === 0
    ? 'unschedulable'
    : (counted.find(({ count }) => count === most)?.code ?? 'unschedulable');
}

/** A node joins, or joined so recently that the scheduler has not tried it yet. */
export const isJoining = (facts: Facts) =>
  facts.of<Node>('Node').some((node) => {
    const ready = readyOf(node);
    if (!isYoung(facts, node)) return false;
    return (
      ready?.status !== 'True' || facts.now - (timeOf(ready.lastTransitionTime) ?? 0) < SCHEDULER_BACKOFF_MS
    );
  });

/** Taints that keep pods off, with the nodes that have them. */
export function taintsOf(facts: Facts): Map<string, string[]> {
  const taints = new Map<string, string[]>();
  for (const { metadata, spec } of facts.of<Node>('Node'))
    for (const { key, effect } of spec?.taints ?? [])
      if (effect !== 'PreferNoSchedule') taints.set(key, [...(taints.get(key) ?? []), metadata.name]);
  return taints;
}

/** Whether the scheduler names a reason that ends without a change. */
export const passesByItself = (facts: Facts, message: string) =>
  PASSING.test(message) ||
  (/untolerated taint/.test(message) && [...taintsOf(facts).keys()].some((key) => PASSING_TAINT.test(key)));
