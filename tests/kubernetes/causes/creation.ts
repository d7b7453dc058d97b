import assert from 'node:assert/strict';
import { eventually } from '#tests/support/eventually.ts';
import type { Place } from '../../integration/cli/kubernetes/cluster.ts';
import type { Cause, Loose } from './cause.ts';
import { apply, editApi, kubectl, restart, touch } from './cause.ts';

const api = { object: 'Deployment/api' };
const policy = (place: Place) => `policy-${place.name}`;
const inPlace = (place: Place) => ({ matchLabels: { 'kubernetes.io/metadata.name': place.name } });
const PODS = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };

const SECURE = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const TRIED_POD = [
  'run',
  'tried',
  '--image=x',
  '--dry-run=server',
  `--overrides=${JSON.stringify({
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name: 'tried', image: 'x', securityContext: SECURE }],
    },
  })}`,
];

const CONTROLLER = 'system:controller:replicaset-controller';

/** Grants the controller of all replica sets what it needs for pods, or takes the creation away. */
async function allowPods(place: Place, create: boolean): Promise<void> {
  const { rules } = JSON.parse(await place.kubectl('get', 'clusterrole', CONTROLLER, '-o', 'json')) as Loose;
  for (const rule of rules)
    if (rule.resources?.includes('pods'))
      rule.verbs = [...rule.verbs.filter((verb: string) => verb !== 'create'), ...(create ? ['create'] : [])];
  await place.kubectl('patch', 'clusterrole', CONTROLLER, '--type=merge', '-p', JSON.stringify({ rules }));
}

export const CREATION: readonly Cause[] = [
  {
    ...api,
    name: 'ResourceQuota',
    code: 'quota_exceeded',
    change: (place) =>
      apply(place, {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'team' },
        spec: { hard: { pods: '7' } },
      }),
    edit: touch('quota'),
    undo: (place) => kubectl(place, 'delete', 'resourcequota', 'team'),
    proof: /exceeded quota: team/,
  },
  {
    ...api,
    name: 'LimitRange',
    code: 'limit_range',
    change: (place) =>
      apply(place, {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'sizes' },
        spec: { limits: [{ type: 'Container', min: { memory: '500Mi' } }] },
      }),
    edit: touch('range'),
    undo: (place) => kubectl(place, 'delete', 'limitrange', 'sizes'),
    proof: /minimum memory usage per Container is 500Mi/,
  },
  {
    ...api,
    name: 'Pod Security',
    code: 'pod_security',
    edit: editApi((_pod, container) => {
      container.securityContext.allowPrivilegeEscalation = true;
    }),
    proof: /violates PodSecurity/,
  },
  {
    ...api,
    name: 'priority class missing',
    code: 'priority_class_missing',
    edit: editApi((pod) => {
      pod.priorityClassName = 'nowhere';
    }),
    proof: /nowhere/,
  },
  {
    ...api,
    name: 'runtime class missing',
    code: 'pod_rejected',
    edit: editApi((pod) => {
      pod.runtimeClassName = 'nowhere';
    }),
    proof: /RuntimeClass "nowhere" not found/,
  },
  {
    ...api,
    name: 'controller without the right to create pods',
    code: 'controller_not_allowed',
    change: async (place) => {
      await allowPods(place, false);
      await restart(place, 'api');
    },
    undo: (place) => allowPods(place, true),
    proof: /replicaset-controller" cannot create resource "pods"/,
  },
  {
    ...api,
    name: 'webhook without endpoints',
    code: 'webhook_unavailable',
    change: async (place) => {
      await apply(place, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: policy(place) },
        webhooks: [
          {
            name: 'policy.example.com',
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            timeoutSeconds: 2,
            namespaceSelector: inPlace(place),
            rules: [PODS],
            clientConfig: { service: { name: 'policy', namespace: 'default' } },
          },
        ],
      });
      await restart(place, 'api');
    },
    undo: (place) => place.kubectl('delete', 'validatingwebhookconfiguration', policy(place)),
    proof: /policy.example.com/,
  },
  {
    ...api,
    name: 'admission policy',
    code: 'webhook_denied',
    change: async (place) => {
      const name = policy(place);
      await apply(place, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name },
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: { resourceRules: [PODS] },
          validations: [{ expression: 'false', message: 'no pods on Saturdays' }],
        },
      });
      await apply(place, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name },
        spec: {
          policyName: name,
          validationActions: ['Deny'],
          matchResources: { namespaceSelector: inPlace(place) },
        },
      });
      // The policy takes effect a moment after it was made.
      await eventually(async () => {
        const refusal = await kubectl(place, ...TRIED_POD).catch(
          (error: { stderr?: string }) => error.stderr,
        );
        assert.match(refusal ?? '', /no pods on Saturdays/);
      });
      await restart(place, 'api');
    },
    undo: async (place) => {
      await place.kubectl('delete', 'validatingadmissionpolicybinding', policy(place));
      await place.kubectl('delete', 'validatingadmissionpolicy', policy(place));
    },
    proof: /no pods on Saturdays/,
  },
  {
    ...api,
    name: 'service account deleted',
    code: 'service_account_missing',
    change: async (place) => {
      await kubectl(place, 'delete', 'serviceaccount', 'api');
      await restart(place, 'api');
    },
    proof: /serviceaccount "api" not found/,
  },
];
