import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { IamPolicy, IamStatement } from '#cli/targets/eks/checks/permissions.ts';
import { readPolicy } from '#cli/targets/eks/checks/permissions.ts';
import { actionsInSources } from '#tests/support/aws/aws-actions.ts';
import { isAllowed } from '#tests/support/aws/evaluate-policy.ts';
import { requestsOf } from '#tests/support/aws/requests-of-actions.ts';
import { REQUESTS_OF_ROLES } from '#tests/support/aws/requests-of-roles.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

interface Recorded {
  /** What eksctl asked of AWS in recorded runs that made a cluster of cluster-config.yaml and deleted it. */
  eksctl: string[];
  /** By the type of a resource of eksctl's stacks: what CloudFormation does for it, in the name of who runs eksctl. */
  cloudformation: Record<string, string[]>;
}

/** Limits of AWS in characters, without white space: the inline policies of a role together, and one managed policy. */
const MAX_INLINE_CHARACTERS = 10_240;
const MAX_MANAGED_CHARACTERS = 6_144;
/** These need no permission. */
const FREE = ['sts:GetCallerIdentity'];

const policy = readPolicy(ROOT);
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'recorded-actions.json'), 'utf8'),
) as Recorded;
const own = actionsInSources([join(ROOT, 'cli/aws'), join(ROOT, 'cli/targets/eks')]);
const needed = new Map([
  ...recorded.eksctl.map((action) => [action, 'eksctl'] as const),
  ...Object.entries(recorded.cloudformation).flatMap(([type, actions]) =>
    actions.map((action) => [action, `CloudFormation for ${type}`] as const),
  ),
  ...own,
]);

const allowed = (action: string) =>
  FREE.includes(action) || policy.Statement.some(({ Action }) => Action.includes(action));

test('the policy allows all that influscope, eksctl and its stacks ask of AWS, on the resources of a whole up and down', () => {
  const missing = [...needed]
    .filter(([action]) => !FREE.includes(action))
    .flatMap(([action, by]) =>
      requestsOf(action)
        .filter((request) => !isAllowed(policy, request))
        .map((request) => ({ by, ...request })),
    );
  assert.deepEqual(missing, []);
});

test('the boundary allows what the cluster and its nodes ask of AWS', () => {
  const boundary = JSON.parse(readFileSync(join(ROOT, 'docs/eks-boundary.json'), 'utf8')) as IamPolicy;
  assert.deepEqual(
    REQUESTS_OF_ROLES.filter((request) => !isAllowed(boundary, request)),
    [],
  );
  const text = JSON.stringify(boundary);
  assert.ok(text.length <= MAX_MANAGED_CHARACTERS, `${text.length} characters`);
});

test('the policy allows nothing that none of them asks for', () => {
  const idle = policy.Statement.flatMap(({ Action }) => Action).filter((action) => !needed.has(action));
  assert.deepEqual(idle, []);
});

// IAM simulates no patterns, and a pattern would allow calls that are never made.
test('every action is named, and each that changes something is bound to the cluster’s name, tag or region', () => {
  for (const { Sid, Action, Resource, Condition } of policy.Statement) {
    for (const action of Action) assert.match(action, /^[a-z0-9]+:[A-Z][A-Za-z0-9]+$/, `${Sid}: ${action}`);
    if (Sid === 'Look') continue;
    const bound = Resource.every((one) => one !== '*') || Condition !== undefined;
    assert.ok(bound, `${Sid} is bound to something`);
  }
  const [look] = policy.Statement as [IamStatement];
  for (const action of look.Action)
    assert.match(action, /:(?:Describe|List|Get|Simulate)/, 'what is allowed everywhere changes nothing');
});

test('the policy is small enough to be attached', () => {
  const text = readFileSync(join(ROOT, 'docs/eks-policy.json'), 'utf8').replaceAll(/\s/g, '');
  assert.ok(text.length <= MAX_INLINE_CHARACTERS, `${text.length} characters`);
});

test('a run that was just recorded asked for nothing else', {
  skip: process.env.AWS_CALLS_URL ? false : 'AWS_CALLS_URL is not set',
}, async () => {
  const response = await fetch(process.env.AWS_CALLS_URL as string);
  const calls = (await response.json()) as { service: string; action: string }[];
  const services = new Set([...needed.keys()].map((action) => action.split(':')[0]));
  const asked = new Set(
    calls.filter(({ service }) => services.has(service)).map(({ service, action }) => `${service}:${action}`),
  );
  assert.ok(asked.size > 0, 'something was recorded');
  assert.deepEqual(
    [...asked].filter((action) => !allowed(action)),
    [],
  );
});
