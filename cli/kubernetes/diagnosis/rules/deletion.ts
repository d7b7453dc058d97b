import { foreignFinalizers, removeFinalizers } from '#cli/kubernetes/held-deletion.ts';
import type { Condition, KubeObject } from '#cli/kubernetes/objects.ts';
import { conditionOf } from '#cli/kubernetes/objects.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { fromCondition, fromField } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { isReady, timeOf } from '../facts.ts';
import { matchesLabels } from '../links.ts';
import type { Found, Rule, RuleFamily } from '../rule.ts';
import { AT_ONCE, NEVER } from '../rule.ts';
import type { Node } from '../specs.ts';

interface Budget extends KubeObject {
  spec?: { selector?: { matchLabels?: Record<string, string> } };
  status?: { disruptionsAllowed?: number; currentHealthy?: number; desiredHealthy?: number };
}
interface Namespace extends KubeObject {
  status?: { conditions?: Condition[] };
}

const USUAL_GRACE_MS = 120_000;
const GRACE_MS = 5_000;
const STOP_GRACE_MS = 60_000;

/** Objects that were deleted and that a finalizer holds, longer than its controller usually needs. */
function held(facts: Facts): { object: KubeObject; finalizers: string[] }[] {
  return facts.snapshot.objects.flatMap((object) => {
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    const since = timeOf(deletionTimestamp);
    if (since === null || finalizers.length === 0 || object.kind === 'Namespace') return [];
    const usual = foreignFinalizers(object).length === 0;
    return facts.now - since < (usual ? USUAL_GRACE_MS : GRACE_MS) ? [] : [{ object, finalizers }];
  });
}

const patch = (object: KubeObject) => ({
  text: 'start the controller that removes the finalizer; if it no longer exists, remove the finalizer yourself',
  shell: [removeFinalizers(object)],
});

const RULES: Rule[] = [
  {
    code: 'finalizer_holds',
    title: 'A finalizer blocks a deletion',
    evidence: 'The object has a `deletionTimestamp` and finalizers that no controller removes.',
    advice:
      'Start the controller that the finalizer belongs to. Remove the finalizer yourself only if the controller no longer exists.',
    ends: AT_ONCE,
    find: (facts) =>
      held(facts).map(
        ({ object, finalizers }): Found => ({
          object: { kind: object.kind, name: object.metadata.name },
          cause: `it was deleted, but the finalizer ${finalizers.join(', ')} holds it`,
          evidence: [
            fromField(
              `deletionTimestamp: ${object.metadata.deletionTimestamp}, finalizers: ${finalizers.join(', ')}`,
            ),
          ],
          fix: patch(object),
          terminal: true,
          // A namespace that is being deleted waits for it.
          affects: [{ kind: 'Namespace', name: facts.snapshot.namespace }],
        }),
      ),
  },
  {
    code: 'namespace_terminating',
    title: 'The namespace is being deleted',
    evidence: 'The namespace has a `deletionTimestamp`.',
    advice:
      'No object can be created in it. `influscope down` names what blocks the deletion, and waits until the namespace is deleted.',
    ends: AT_ONCE,
    symptom: true,
    find: (facts) =>
      facts
        .of<Namespace>('Namespace')
        .filter(
          ({ metadata }) =>
            metadata.name === facts.snapshot.namespace && metadata.deletionTimestamp !== undefined,
        )
        .map((space): Found => {
          const condition = [
            'NamespaceFinalizersRemaining',
            'NamespaceContentRemaining',
            'NamespaceDeletionDiscoveryFailure',
            'NamespaceDeletionContentFailure',
          ]
            .map((type) => conditionOf(space.status?.conditions, type))
            .find((one) => one?.status === 'True');
          return {
            object: { kind: 'Namespace', name: space.metadata.name },
            cause: 'the namespace is being deleted; no object can be created in it',
            evidence: [
              fromField(`deletionTimestamp: ${space.metadata.deletionTimestamp}`),
              ...fromCondition(condition),
            ],
            fix: { text: 'wait until it is deleted', command: ['down'] },
            terminal: true,
          };
        }),
  },
  {
    code: 'pod_not_stopping',
    title: 'A pod does not stop',
    evidence: 'The pod was deleted more than a minute after its grace period ended, and still exists.',
    advice:
      'Its node is lost, or its process ignores the signal and the kubelet cannot kill it. If you know that the node is off, run `kubectl delete pod NAME --force --grace-period=0`.',
    ends: NEVER,
    symptom: true,
    find: (facts) =>
      facts
        .of<Pod>('Pod')
        .filter(({ metadata }) => metadata.namespace === facts.snapshot.namespace)
        .filter(
          ({ metadata }) =>
            metadata.deletionTimestamp !== undefined &&
            facts.now - (timeOf(metadata.deletionTimestamp) ?? facts.now) > STOP_GRACE_MS &&
            !metadata.finalizers?.length,
        )
        .map((pod) => ({
          object: { kind: 'Pod', name: pod.metadata.name },
          cause: `it was deleted, but the node ${pod.spec?.nodeName ?? ''} has not stopped it`,
          evidence: [fromField(`deletionTimestamp: ${pod.metadata.deletionTimestamp}`)],
          fix: {
            text: 'if the node is certainly off, delete the pod',
            shell: [
              [
                'kubectl',
                'delete',
                'pod',
                pod.metadata.name,
                '-n',
                facts.snapshot.namespace,
                '--force',
                '--grace-period=0',
              ],
            ],
          },
          terminal: false,
          affects: [facts.ownerOf(pod)],
        })),
  },
  {
    code: 'budget_blocks_drain',
    title: 'A disruption budget blocks the drain of a node',
    evidence: 'A cordoned node still runs a pod whose PodDisruptionBudget allows no disruption.',
    advice: 'Make the other pods of the workload ready, add a replica, or raise `maxUnavailable`.',
    ends: NEVER,
    find: (facts) =>
      facts.of<Budget>('PodDisruptionBudget').flatMap((budget): Found[] => {
        if ((budget.status?.disruptionsAllowed ?? 1) > 0) return [];
        const cordoned = facts
          .of<Node>('Node')
          .filter(({ spec }) => spec?.unschedulable)
          .map(({ metadata }) => metadata.name);
        const pods = facts.pods.filter(
          ({ metadata, spec }) =>
            cordoned.includes(spec?.nodeName ?? '') &&
            matchesLabels(metadata.labels, budget.spec?.selector?.matchLabels),
        );
        const [pod] = pods;
        if (pod === undefined) return [];
        const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
        return [
          {
            object: { kind: 'PodDisruptionBudget', name: budget.metadata.name },
            pod: pod.metadata.name,
            cause: `it does not let Pod/${pod.metadata.name} leave the cordoned node ${pod.spec?.nodeName} (${currentHealthy} healthy, ${desiredHealthy} required)`,
            evidence: [
              fromField(
                `disruptionsAllowed: 0, ready pods: ${facts.pods.filter((one) => matchesLabels(one.metadata.labels, budget.spec?.selector?.matchLabels) && isReady(one)).length}`,
              ),
            ],
            fix: {
              text: 'add a replica, or change the budget',
              shell: [
                [
                  'kubectl',
                  'edit',
                  'poddisruptionbudget',
                  budget.metadata.name,
                  '-n',
                  facts.snapshot.namespace,
                ],
              ],
            },
            terminal: false,
          },
        ];
      }),
  },
];

export const DELETION: RuleFamily = { title: 'Deletion', rules: RULES };
