import { conditionOf } from '#cli/kubernetes/objects.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromCondition, fromEvent, fromField } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Found, Rule, RuleFamily } from '../rule.ts';
import { NEVER } from '../rule.ts';
import type { Node } from '../specs.ts';

/** A node that joins becomes ready within this time. */
const JOINING_MS = 180_000;
/** A node that is lost for longer does not recover without help. */
const LOST_MS = 60_000;

/** Reasons other than the network why a node cannot create a pod. */
export const NETWORK = /network|\bcni\b|ip address|interface|plugin/i;

const nodes = (facts: Facts) => facts.of<Node>('Node');
export const readyOf = ({ status }: Node) => conditionOf(status?.conditions, 'Ready');
/** It may still become ready. */
export const isYoung = (facts: Facts, { metadata }: Node) =>
  facts.now - (timeOf(metadata.creationTimestamp) ?? 0) < JOINING_MS;
const affected = (facts: Facts, name: string) =>
  facts
    .of<Pod>('Pod')
    .filter(({ spec }) => spec?.nodeName === name)
    .map((pod) => facts.ownerOf(pod));
const show = (name: string) => ({
  text: 'show its conditions',
  shell: [['kubectl', 'describe', 'node', name]],
});

function pressure(code: string, type: string, what: string, advice: string): Rule {
  return {
    code,
    title: `A node is short of ${what}`,
    evidence: `Condition \`${type}=True\` of the node; evicted pods.`,
    advice,
    ends: NEVER,
    find: (facts) =>
      nodes(facts).flatMap((node): Found[] => {
        const condition = conditionOf(node.status?.conditions, type);
        if (condition?.status !== 'True') return [];
        const { name } = node.metadata;
        const evicted = facts
          .of<Pod>('Pod')
          .filter(({ spec, status }) => spec?.nodeName === name && status?.reason === 'Evicted');
        return [
          {
            object: { kind: 'Node', name },
            cause: `the node is short of ${what}, and evicts pods`,
            evidence: [
              ...fromCondition(condition),
              ...evicted
                .slice(0, 2)
                .map(({ metadata, status }) =>
                  fromField(`Pod/${metadata.name} was evicted: ${status?.message ?? ''}`),
                ),
            ],
            fix: show(name),
            terminal: false,
            affects: affected(facts, name),
          },
        ];
      }),
  };
}

const RULES: Rule[] = [
  {
    code: 'node_lost',
    title: 'A node is lost',
    evidence: 'Condition `Ready=Unknown`: the node no longer reports its status.',
    advice:
      'Start the machine, or delete the node: `kubectl delete node NAME`. Its pods and volumes move after about six minutes.',
    ends: 'after 60 s, if pods of the instance run on it',
    find: (facts) =>
      nodes(facts).flatMap((node): Found[] => {
        const ready = readyOf(node);
        if (ready?.status !== 'Unknown') return [];
        // It joins: its kubelet has not reported yet.
        if (ready.reason === 'NodeStatusNeverUpdated' && isYoung(facts, node)) return [];
        const { name } = node.metadata;
        const since = timeOf(ready.lastTransitionTime) ?? facts.now;
        const owners = affected(facts, name);
        // A pod that waits for a volume of the lost node moves after six minutes; one without moves after five.
        return [
          {
            object: { kind: 'Node', name },
            cause: `the node has not reported since ${new Date(since).toISOString().slice(11, 19)} UTC; its pods and volumes move after about 6 minutes`,
            evidence: [...fromCondition(ready), ...fromEvent(facts.events(node, ['NodeNotReady'])[0])],
            fix: {
              text: 'start the machine, or delete the node',
              shell: [['kubectl', 'delete', 'node', name]],
            },
            terminal: owners.length > 0 ? { at: since + LOST_MS } : false,
            affects: owners,
          },
        ];
      }),
  },
  {
    code: 'node_not_ready',
    title: 'A node is not ready',
    evidence: 'Condition `Ready=False`, with the reason of the kubelet.',
    advice:
      'Check the network plugin and the container runtime. The message of the condition names the cause.',
    ends: NEVER,
    find: (facts) =>
      nodes(facts).flatMap((node): Found[] => {
        const ready = readyOf(node);
        if (ready?.status !== 'False' || isYoung(facts, node)) return [];
        const { name } = node.metadata;
        return [
          {
            object: { kind: 'Node', name },
            cause: `the node is not ready (${ready.reason ?? 'no reason given'})`,
            evidence: fromCondition(ready),
            fix: show(name),
            terminal: false,
            affects: affected(facts, name),
          },
        ];
      }),
  },
  pressure(
    'disk_pressure',
    'DiskPressure',
    'disk space',
    'Delete images and logs on the node, or use larger disks.',
  ),
  pressure(
    'memory_pressure',
    'MemoryPressure',
    'memory',
    'Find the pod that uses too much memory and has no memory limit, or use larger nodes.',
  ),
  pressure('process_pressure', 'PIDPressure', 'process ids', 'Find the pod that starts too many processes.'),
  {
    code: 'node_network_unavailable',
    title: 'The node has no pod network',
    evidence: 'Event `FailedCreatePodSandBox`: the network plugin fails.',
    advice:
      'Check the pods of the network plugin in `kube-system`. On EKS, the subnet may have no free address.',
    ends: NEVER,
    quiet: true,
    symptom: ['Node'],
    find: (facts) =>
      facts.pods.flatMap((pod) => {
        const event = facts
          .events(pod, ['FailedCreatePodSandBox'])
          .find(({ message = '' }) => NETWORK.test(message));
        if (event === undefined || facts.isRunning(pod)) return [];
        return [
          {
            object: facts.ownerOf(pod),
            pod: pod.metadata.name,
            cause: `the node ${pod.spec?.nodeName ?? ''} cannot set up the network of the pod`,
            evidence: fromEvent(event),
            fix: {
              text: 'check the network plugin',
              shell: [['kubectl', 'get', 'pods', '-n', 'kube-system', '-o', 'wide']],
            },
            terminal: false,
          },
        ];
      }),
  },
];

export const NODES: RuleFamily = { title: 'Nodes', rules: RULES };
