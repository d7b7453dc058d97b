import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readClusterPlan } from '#cli/aws/cost/cluster-plan.ts';
import type { LimitName } from '#cli/aws/cost/limits.ts';
import { isStandardType, judgeLimits, neededOf } from '#cli/aws/cost/limits.ts';

const plan = readClusterPlan({
  metadata: { name: 'a', region: 'us-east-1' },
  managedNodeGroups: [
    { name: 'small', instanceType: 't3.small', desiredCapacity: 2 },
    { name: 'spot', instanceType: 'm5.large', desiredCapacity: 3, spot: true },
    { name: 'gpu', instanceType: 'g5.xlarge', desiredCapacity: 1 },
  ],
});
const vcpus = new Map([
  ['t3.small', 2],
  ['m5.large', 2],
  ['g5.xlarge', 4],
]);
const NOTHING = { cluster: false, nodeGroups: [], volumes: false, balancer: false };
const all = <T>(value: T) =>
  ({
    vcpus: value,
    vpcs: value,
    internetGateways: value,
    addresses: value,
    balancers: value,
    clusters: value,
  }) satisfies Record<LimitName, T>;

test('only on-demand instances of the standard families count', () => {
  assert.deepEqual(neededOf(plan, { existing: NOTHING, balancers: 1, vcpus }), {
    vcpus: 4,
    vpcs: 1,
    internetGateways: 1,
    addresses: 1,
    balancers: 1,
    clusters: 1,
  });
  assert.ok(isStandardType('m7i-flex.large'));
  for (const type of [
    'g5.xlarge',
    'p4d.24xlarge',
    'inf2.xlarge',
    'x2idn.16xlarge',
    'trn1.2xlarge',
    'dl1.24xlarge',
  ])
    assert.equal(isStandardType(type), false, type);
});

test('existing resources are not needed again', () => {
  const existing = { cluster: true, nodeGroups: ['small'], volumes: true, balancer: true };
  assert.deepEqual(neededOf(plan, { existing, balancers: 1, vcpus }), all(0));
});

test('a limit is exceeded by used plus needed resources, and the error has the command that raises it', () => {
  const needed = { ...all(0), vpcs: 1, addresses: 1 };
  const [vpcs, addresses] = judgeLimits(needed, { ...all(0), vpcs: 5, addresses: 4 }, all(5), 'eu-west-1');
  assert.equal(vpcs?.fits, false);
  assert.equal(
    vpcs?.raise,
    'aws service-quotas request-service-quota-increase --region eu-west-1 --service-code vpc --quota-code L-F678F1CE --desired-value 6',
  );
  assert.equal(addresses?.fits, true);
  assert.equal(addresses?.raise, null);
});

test('what AWS does not tell is unknown, but for what alone is too much', () => {
  const needed = { ...all(0), vpcs: 1 };
  assert.equal(judgeLimits(needed, { ...all(0), vpcs: 1 }, all(null), 'r')[0]?.fits, null);
  assert.equal(judgeLimits(needed, all(null), all(5), 'r')[0]?.fits, null);
  assert.equal(judgeLimits({ ...needed, vpcs: 6 }, all(null), all(5), 'r')[0]?.fits, false);
});
