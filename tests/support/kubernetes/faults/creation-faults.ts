import type { Fault } from './fault.ts';
import { subject } from './fault.ts';
import type { Scene } from './scene.ts';
import { APPLICATIONS, SERVERS } from './scene.ts';

/** The controller may not create the pod: the pod does not exist. */
function refused(code: string, message: string, before: (scene: Scene) => void = () => {}): Fault {
  return {
    code,
    apply(scene) {
      const name = scene.pick([...APPLICATIONS, ...SERVERS]);
      const workload = scene.workload(name);
      const pod = scene.podOf(name);
      before(scene);
      scene.remove('Pod', pod.metadata.name);
      workload.status.readyReplicas = 0;
      workload.status.replicas = 0;
      const creator =
        scene.all('ReplicaSet').find((set) => set.metadata.ownerReferences[0].name === name) ?? workload;
      scene.event(creator, 'FailedCreate', message.replaceAll('POD', `${name}-1`), 40_000, 14);
      scene.spread(name);
      return subject(workload);
    },
  };
}

/** The scheduler finds no node. */
function unscheduled(
  code: string,
  message: string,
  reason = 'Unschedulable',
  change: (scene: Scene) => void = () => {},
): Fault {
  return {
    code,
    apply(scene) {
      const name = scene.pick([...APPLICATIONS, ...SERVERS]);
      const pod = scene.podOf(name);
      change(scene);
      scene.unschedule(pod, message, 50_000, reason);
      pod.metadata.creationTimestamp = scene.at(60_000);
      if (reason === 'SchedulingGated') pod.spec.schedulingGates = [{ name: 'example.com/quota' }];
      scene.workload(name).status.readyReplicas = 0;
      scene.event(pod, 'FailedScheduling', message, 50_000, 2);
      scene.spread(name);
      return subject(scene.workload(name));
    },
  };
}

const forbidden = (why: string) => `Error creating: pods "POD" is forbidden: ${why}`;

export const CREATION_FAULTS: readonly Fault[] = [
  refused(
    'quota_exceeded',
    forbidden(
      'exceeded quota: team-a, requested: limits.memory=136Mi, used: limits.memory=2000Mi, limited: limits.memory=2Gi',
    ),
  ),
  refused('quota_exceeded', forbidden('failed quota: team-a: must specify limits.cpu for: api')),
  refused(
    'limit_range',
    forbidden('minimum memory usage per Container is 256Mi, but request is 136Mi'),
    (scene) =>
      scene.add({
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'sizes', namespace: 'influscope' },
      }),
  ),
  refused(
    'pod_security',
    forbidden(
      'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "x" must set securityContext.allowPrivilegeEscalation=false)',
    ),
  ),
  refused(
    'webhook_denied',
    'Error creating: admission webhook "policy.example.com" denied the request: images must come from registry.example',
  ),
  refused(
    'webhook_unavailable',
    'Error creating: Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: Post "https://policy.policy.svc:443/mutate?timeout=10s": no endpoints available for service "policy"',
  ),
  {
    code: 'service_account_missing',
    apply(scene) {
      const name = scene.pick([...APPLICATIONS, ...SERVERS]);
      const fault = refused(
        'service_account_missing',
        forbidden(`error looking up service account influscope/${name}: serviceaccount "${name}" not found`),
      );
      scene.remove('ServiceAccount', name);
      const rest = scene.pick;
      scene.pick = (() => name) as never;
      const told = fault.apply(scene);
      scene.pick = rest;
      return told;
    },
  },
  refused(
    'priority_class_missing',
    forbidden('no PriorityClass with name influscope-infrastructure was found'),
  ),
  refused(
    'controller_not_allowed',
    forbidden(
      'User "system:serviceaccount:kube-system:replicaset-controller" cannot create resource "pods" in API group "" in the namespace "influscope"',
    ),
  ),
  refused('pod_rejected', forbidden('pod rejected: RuntimeClass "gvisor" not found')),
  unscheduled(
    'no_memory',
    '0/2 nodes are available: 2 Insufficient memory. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
  ),
  unscheduled(
    'no_memory',
    '0/3 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}, 2 Insufficient memory.',
  ),
  unscheduled('no_cpu', '0/2 nodes are available: 1 Insufficient memory, 2 Insufficient cpu.'),
  unscheduled(
    'too_many_pods',
    '0/2 nodes are available: 2 Too many pods. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
  ),
  unscheduled(
    'volume_in_other_zone',
    '0/2 nodes are available: 2 node(s) had volume node affinity conflict. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
  ),
  unscheduled(
    'volume_in_other_zone',
    "0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
  ),
  unscheduled(
    'too_many_volumes',
    '0/2 nodes are available: 2 node(s) exceed max volume count. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
  ),
  unscheduled('tainted', '0/2 nodes are available: 2 node(s) had untolerated taint {dedicated: batch}.'),
  unscheduled(
    'tainted',
    '0/2 nodes are available: 2 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    'Unschedulable',
    (scene) => {
      for (const node of scene.all('Node')) node.spec.taints = [{ key: 'dedicated', effect: 'NoSchedule' }];
    },
  ),
  unscheduled(
    'tainted',
    '0/2 nodes are available: 2 node(s) were unschedulable.',
    'Unschedulable',
    (scene) => {
      for (const node of scene.all('Node')) node.spec.unschedulable = true;
    },
  ),
  unscheduled(
    'no_matching_node',
    "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
  ),
  unscheduled('no_matching_node', "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules."),
  unscheduled(
    'no_matching_node',
    "0/2 nodes are available: 2 node(s) didn't satisfy existing pods anti-affinity rules.",
  ),
  unscheduled(
    'unschedulable',
    "0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
  ),
  unscheduled('claim_missing', '0/2 nodes are available: persistentvolumeclaim "data-rabbitmq-0" not found.'),
  unscheduled(
    'scheduling_gated',
    'Scheduling is blocked due to non-empty scheduling gates',
    'SchedulingGated',
  ),
];
