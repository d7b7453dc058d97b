import type { Hint } from '#cli/hint.ts';
import { fromEvent } from '../evidence.ts';
import type { Rule, RuleFamily, RuleText } from '../rule.ts';
import { AT_ONCE } from '../rule.ts';
import { ACCOUNT, kindOf, PRIORITY, refusals, stillHolds } from './refusals.ts';

function creationRule(
  rule: RuleText,
  graceMs: number,
  words: (message: string, namespace: string) => { cause: string; fix: Hint },
): Rule {
  return {
    ...rule,
    find: (facts) =>
      refusals(facts)
        .filter(({ message }) => kindOf(message) === rule.code)
        .map(({ workload, message, event, began }) => {
          const holds = stillHolds(facts, rule.code, message, event);
          return {
            object: { kind: workload.kind, name: workload.metadata.name },
            ...words(message, facts.snapshot.namespace),
            evidence: event?.message
              ? fromEvent(event)
              : [{ kind: 'condition', text: `ReplicaFailure: ${message}` } as const],
            terminal: holds ? { at: began + graceMs } : false,
            quiet: !holds,
          };
        }),
  };
}

const QUOTA_GRACE_MS = 8_000;
const APPLY_GRACE_MS = 5_000;
const HOOK_GRACE_MS = 30_000;

const RULES: Rule[] = [
  creationRule(
    {
      code: 'quota_exceeded',
      title: 'A ResourceQuota is used up',
      evidence: 'Event `FailedCreate`: "exceeded quota", or "failed quota: must specify …".',
      advice:
        'Raise the quota, or delete objects that it counts. The message shows the request, the usage and the limit.',
      ends: 'after 8 s, unless pods are terminating',
    },
    QUOTA_GRACE_MS,
    (message, namespace) => {
      const name = /(?:exceeded|failed) quota: ([\w.-]+)/.exec(message)?.[1] ?? 'QUOTA';
      const numbers = /requested: [^,]+(?:,[^,:]+=[^,]+)*, used: .+, limited: .+/.exec(message)?.[0];
      return {
        cause: `no pod can be created: the ResourceQuota "${name}" is used up${numbers ? ` (${numbers})` : ''}`,
        fix: {
          text: 'raise the quota',
          shell: [['kubectl', 'edit', 'resourcequota', name, '-n', namespace]],
        },
      };
    },
  ),
  creationRule(
    {
      code: 'limit_range',
      title: 'A LimitRange forbids the requests or limits of the pod',
      evidence: 'Event `FailedCreate`: "minimum/maximum … usage per Container is …".',
      advice: 'Change the LimitRange, or the resources in the manifests.',
      ends: 'after 5 s',
    },
    APPLY_GRACE_MS,
    (message, namespace) => ({
      cause: `no pod can be created: a LimitRange forbids it (${/(minimum|maximum) .+?(?=\.?$)/.exec(message)?.[0] ?? 'see the event'})`,
      fix: {
        text: 'change the LimitRange',
        shell: [['kubectl', 'edit', 'limitrange', '-n', namespace]],
      },
    }),
  ),
  creationRule(
    {
      code: 'pod_security',
      title: 'The Pod Security level of the namespace forbids the pod',
      evidence: 'Event `FailedCreate`: "violates PodSecurity".',
      advice:
        'Correct the security context of the pod, or set the label `pod-security.kubernetes.io/enforce` of the namespace.',
      ends: 'after 5 s',
    },
    APPLY_GRACE_MS,
    (message) => ({
      cause: `no pod can be created: the namespace enforces the Pod Security level ${/PodSecurity "([^":]+)/.exec(message)?.[1] ?? ''} and the pod violates it`,
      fix: { text: 'correct the security context in the manifests, then deploy', command: ['deploy'] },
    }),
  ),
  creationRule(
    {
      code: 'service_account_missing',
      title: 'The service account is missing',
      evidence: 'Event `FailedCreate`: "error looking up service account".',
      advice: '`influscope deploy` creates it again.',
      ends: 'after 5 s',
    },
    APPLY_GRACE_MS,
    (message) => {
      const match = ACCOUNT.exec(message);
      return {
        cause: `no pod can be created: the service account "${match?.[1] ?? match?.[3] ?? ''}" does not exist`,
        fix: { text: 'apply the configuration again', command: ['deploy'] },
      };
    },
  ),
  creationRule(
    {
      code: 'priority_class_missing',
      title: 'The priority class is missing',
      evidence: 'Event `FailedCreate`: "no PriorityClass with name".',
      advice: '`influscope deploy` creates it again.',
      ends: 'after 5 s',
    },
    APPLY_GRACE_MS,
    (message) => ({
      cause: `no pod can be created: the priority class "${PRIORITY.exec(message)?.[1] ?? ''}" does not exist`,
      fix: { text: 'apply the configuration again', command: ['deploy'] },
    }),
  ),
  creationRule(
    {
      code: 'webhook_unavailable',
      title: 'An admission webhook does not answer',
      evidence: 'Event `FailedCreate` or the answer of the API server: "failed calling webhook".',
      advice: 'Start the service behind the webhook, or delete the webhook configuration that names it.',
      ends: 'after 30 s',
    },
    HOOK_GRACE_MS,
    (message) => {
      const hook = /webhook "([^"]+)"/.exec(message)?.[1] ?? '';
      return {
        cause: `no pod can be created: the admission webhook "${hook}" does not answer`,
        fix: {
          text: 'start its service, or delete its configuration',
          shell: [['kubectl', 'get', 'validatingwebhookconfigurations,mutatingwebhookconfigurations']],
        },
      };
    },
  ),
  creationRule(
    {
      code: 'webhook_denied',
      title: 'An admission policy of the cluster refuses the pod',
      evidence: 'Event `FailedCreate`: "admission webhook … denied the request".',
      advice: 'The message names the rule. Change the manifests, or ask for an exception.',
      ends: 'after 5 s',
    },
    APPLY_GRACE_MS,
    (message) => ({
      cause: `no pod can be created: the admission policy "${/webhook "([^"]+)"/.exec(message)?.[1] ?? /policy '([^']+)'/i.exec(message)?.[1] ?? ''}" refuses it`,
      fix: { text: 'ask the cluster administrator for an exception, then deploy', command: ['deploy'] },
    }),
  ),
  creationRule(
    {
      code: 'controller_not_allowed',
      title: 'A controller lacks a permission',
      evidence: 'Event `FailedCreate`: "User … cannot create resource".',
      advice: 'Grant the permission to the user in the message. The roles of the control plane were changed.',
      ends: AT_ONCE,
    },
    0,
    (message) => ({
      cause: `no pod can be created: ${/User "[^"]*" cannot [^:]+/.exec(message)?.[0] ?? 'a controller lacks a permission'}`,
      fix: { text: 'ask a cluster administrator for the permission in the event' },
    }),
  ),
  creationRule(
    {
      code: 'pod_rejected',
      title: 'The API server rejects the pod',
      evidence: 'Event `FailedCreate` with another reason.',
      advice: 'The message names the field.',
      ends: 'after 30 s',
    },
    HOOK_GRACE_MS,
    () => ({
      cause: 'no pod can be created: the API server rejects it',
      fix: { text: 'correct the field that the event names, then deploy', command: ['deploy'] },
    }),
  ),
];

export const CREATION: RuleFamily = { title: 'Pods that cannot be created', rules: RULES };
