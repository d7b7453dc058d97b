import type { Hint } from '#cli/hint.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromCondition } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Rule, RuleFamily, RuleText } from '../rule.ts';
import { NEVER } from '../rule.ts';
import type { Node, PodSpec } from '../specs.ts';
import { isJoining, passesByItself, taintsOf, unscheduled } from './unscheduled.ts';

const GRACE_MS = 30_000;
const CORDON = 'node.kubernetes.io/unschedulable';

function schedulingRule(
  rule: Omit<RuleText, 'ends'>,
  words: (pod: Pod, message: string, facts: Facts) => { cause: string; fix: Hint },
  waits = false,
): Rule {
  return {
    ...rule,
    ends: waits ? NEVER : 'after 30 s, unless a node joins or pods are terminating',
    // A workload that is not ready does not take a node from another one.
    symptom: ['Node', 'PersistentVolumeClaim'],
    find: (facts) =>
      unscheduled(facts)
        .filter(({ code }) => code === rule.code)
        .map(({ pod, scheduled }) => {
          const message = scheduled.message ?? '';
          const roomComes =
            facts.hasTerminatingPods() && ['no_memory', 'no_cpu', 'too_many_pods'].includes(rule.code);
          const began =
            timeOf(scheduled.lastTransitionTime) ?? timeOf(pod.metadata.creationTimestamp) ?? facts.now;
          const passes = roomComes || passesByItself(facts, message) || isJoining(facts);
          return {
            object: facts.ownerOf(pod),
            pod: pod.metadata.name,
            ...words(pod, message, facts),
            evidence: fromCondition(scheduled),
            terminal: waits || passes ? false : { at: began + GRACE_MS },
            quiet: passes,
          };
        }),
  };
}

const DOCTOR: Hint = { text: 'show what does not fit, and how to change it', command: ['doctor'] };
const requestOf = (pod: Pod, resource: string): string => {
  const values = ((pod.spec as PodSpec | undefined)?.containers ?? []).flatMap(
    ({ resources }) => resources?.requests?.[resource] ?? [],
  );
  return values.length > 0 ? ` (it requests ${values.join(' + ')})` : '';
};

const RULES: Rule[] = [
  schedulingRule(
    {
      code: 'no_memory',
      title: 'No node has enough free memory',
      evidence: 'Condition `PodScheduled=False`: "Insufficient memory".',
      advice: 'Add a node or a larger one, or lower the requests. `influscope doctor` computes what fits.',
    },
    (pod) => ({
      cause: `no node has enough free memory for the pod${requestOf(pod, 'memory')}`,
      fix: DOCTOR,
    }),
  ),
  schedulingRule(
    {
      code: 'no_cpu',
      title: 'No node has enough free CPU',
      evidence: 'Condition `PodScheduled=False`: "Insufficient cpu".',
      advice: 'Add a node or a larger one, or lower the requests. `influscope doctor` computes what fits.',
    },
    (pod) => ({ cause: `no node has enough free CPU for the pod${requestOf(pod, 'cpu')}`, fix: DOCTOR }),
  ),
  schedulingRule(
    {
      code: 'too_many_pods',
      title: 'The nodes have no room for more pods',
      evidence: 'Condition `PodScheduled=False`: "Too many pods".',
      advice: 'Add a node, or delete pods that are not needed.',
    },
    () => ({ cause: 'each node already runs the maximum number of pods', fix: DOCTOR }),
  ),
  schedulingRule(
    {
      code: 'volume_in_other_zone',
      title: 'The volume is in a zone without a usable node',
      evidence:
        'Condition `PodScheduled=False`: "volume node affinity conflict", or "didn\'t match PersistentVolume\'s node affinity".',
      advice: 'Add a node in the zone of the volume. A volume cannot move to another zone.',
    },
    () => ({
      cause: 'the volume of the pod is in a zone that has no usable node',
      fix: {
        text: 'add a node in the zone of the volume',
        shell: [['kubectl', 'get', 'persistentvolumes', '-o', 'yaml']],
      },
    }),
  ),
  schedulingRule(
    {
      code: 'too_many_volumes',
      title: 'The nodes cannot attach more volumes',
      evidence: 'Condition `PodScheduled=False`: "exceed max volume count".',
      advice: 'Add a node, or use a type that attaches more volumes.',
    },
    () => ({
      cause: 'each node already has the maximum number of volumes',
      fix: { text: 'add a node', shell: [['kubectl', 'get', 'csinodes', '-o', 'yaml']] },
    }),
  ),
  schedulingRule(
    {
      code: 'tainted',
      title: 'The nodes are tainted or cordoned',
      evidence: 'Condition `PodScheduled=False`: "untolerated taint" or "unschedulable".',
      advice: 'Remove the taint, uncordon the node, or add a node that accepts the pod.',
    },
    (_pod, message, facts) => {
      const taints = taintsOf(facts);
      const named = /untolerated taints? \{?([^}:\s.]+[^}:\s]*)/.exec(message)?.[1];
      const taint =
        named !== undefined && named !== CORDON ? named : [...taints.keys()].find((key) => key !== CORDON);
      const closed = facts.of<Node>('Node').filter(({ spec }) => spec?.unschedulable);
      const isCordoned =
        /were unschedulable/.test(message) ||
        named === CORDON ||
        taint === undefined ||
        (named === undefined && closed.length > (taints.get(taint)?.length ?? 0));
      if (isCordoned) {
        const names = closed.map(({ metadata }) => metadata.name);
        return {
          cause: 'the nodes are cordoned',
          fix: {
            text: names.length > 0 ? 'allow pods on the nodes again' : 'see which nodes are cordoned',
            shell: [names.length > 0 ? ['kubectl', 'uncordon', ...names] : ['kubectl', 'get', 'nodes']],
          },
        };
      }
      return {
        cause: `the taint ${taint} keeps the pod off the nodes`,
        fix: {
          text: 'remove the taint',
          shell: [['kubectl', 'taint', 'nodes', ...(taints.get(taint) ?? ['--all']), `${taint}-`]],
        },
      };
    },
  ),
  schedulingRule(
    {
      code: 'no_matching_node',
      title: 'No node matches the rules of the pod',
      evidence: 'Condition `PodScheduled=False`: "didn\'t match …".',
      advice:
        'Add the labels that the pod requires to a node, or change `nodeSelector`, affinity or topology constraints.',
    },
    () => ({
      cause: 'no node matches the node selector or affinity of the pod',
      fix: {
        text: 'compare with the labels of the nodes',
        shell: [['kubectl', 'get', 'nodes', '--show-labels']],
      },
    }),
  ),
  schedulingRule(
    {
      code: 'claim_missing',
      title: 'The volume claim of the pod does not exist',
      evidence: 'Condition `PodScheduled=False`: persistentvolumeclaim "NAME" not found.',
      advice: '`influscope deploy` creates it again. If the claim was deleted, its data is lost.',
    },
    (_pod, message) => ({
      cause: `the volume claim "${/persistentvolumeclaim "([^"]*)"/.exec(message)?.[1] ?? ''}" does not exist`,
      fix: { text: 'apply the configuration again', command: ['deploy'] },
    }),
  ),
  schedulingRule(
    {
      code: 'scheduling_gated',
      title: 'A scheduling gate holds the pod',
      evidence: 'Condition `PodScheduled=False`: `SchedulingGated`.',
      advice: 'The controller that set the gate must remove it. Check that the controller runs.',
    },
    (pod) => {
      const gates = ((pod.spec as PodSpec | undefined)?.schedulingGates ?? []).map(({ name }) => name);
      return {
        cause: `the scheduling gate ${gates.join(', ') || 'of the pod'} is not removed`,
        fix: {
          text: 'check the controller that sets the gate',
          shell: [
            [
              'kubectl',
              'get',
              'pod',
              pod.metadata.name,
              '-n',
              pod.metadata.namespace ?? 'default',
              '-o',
              'jsonpath={.spec.schedulingGates}',
            ],
          ],
        },
      };
    },
  ),
  schedulingRule(
    {
      code: 'unschedulable',
      title: 'The scheduler finds no node',
      evidence: 'Condition `PodScheduled=False` with another reason.',
      advice: 'Read the message of the scheduler.',
    },
    () => ({ cause: 'the scheduler finds no node for the pod', fix: DOCTOR }),
    true,
  ),
];

export const SCHEDULING: RuleFamily = { title: 'Scheduling', rules: RULES };
