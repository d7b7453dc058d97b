import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { ClusterPlan } from '#cli/aws/cost/cluster-plan.ts';
import { readClusterPlan } from '#cli/aws/cost/cluster-plan.ts';
import type { Existing } from '#cli/aws/cost/planned-costs.ts';
import { plannedCosts, usageRemarks } from '#cli/aws/cost/planned-costs.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { sumPrices } from '#cli/aws/cost/sum-prices.ts';
import { judgeVersion, PUBLISHED_DATES } from '#cli/aws/cost/version-support.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import { readInstancePlan } from '#cli/targets/eks/read-instance-plan.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const prices = readPrices(ROOT, null);
const objects = readManifests(join(ROOT, 'manifests')).flatMap((stage) => stage.objects);
const shipped = parse(readFileSync(join(ROOT, 'cluster-config.yaml'), 'utf8')) as Record<string, unknown>;
const NOTHING: Existing = { cluster: false, nodeGroups: [], volumes: false, balancer: false };
const AS_SHIPPED = { serviceType: null, storageClass: null };

const costs = (
  cluster: ClusterPlan,
  existing = NOTHING,
  now = '2026-11-23',
  settings: Settings = AS_SHIPPED,
) =>
  plannedCosts({
    cluster,
    instance: readInstancePlan(objects, settings),
    existing,
    support: judgeVersion(
      cluster.version ?? '',
      PUBLISHED_DATES[cluster.version ?? ''] ?? null,
      Date.parse(now),
    ),
    prices,
  });
type Settings = Parameters<typeof readInstancePlan>[1];

test('every shipped resource has its costs, down to the last address', () => {
  const lines = costs(readClusterPlan(shipped)).map(({ count, what }) => `${count} ${what}`);
  assert.deepEqual(lines, [
    '1 EKS control plane',
    '2 t3.small instance',
    '2 20 GiB gp3 volume of a node',
    '2 public IPv4 address of a node',
    '1 10 GiB gp3 volume of data',
    '1 4 GiB gp3 volume of data',
    '1 5 GiB gp3 volume of data',
    '1 classic load balancer',
    '2 public IPv4 address of the load balancer',
  ]);
  const { hour, month, atLeast } = sumPrices(costs(readClusterPlan(shipped)));
  const hourly = 0.1 + 2 * 0.0208 + 4 * 0.005 + 0.025;
  const monthly = hourly * 730 + (2 * 20 + 19) * 0.08;
  assert.ok(Math.abs(month - monthly) < 1e-9);
  assert.ok(Math.abs(hour - monthly / 730) < 1e-9);
  assert.equal(atLeast, false);
});

test('existing resources are marked', () => {
  const lines = costs(readClusterPlan(shipped), {
    cluster: true,
    nodeGroups: ['workers'],
    volumes: false,
    balancer: false,
  });
  assert.deepEqual(
    lines.map(({ exists }) => exists),
    [true, true, true, true, false, false, false, false, false],
  );
});

test('a NAT gateway and its address are there unless they are switched off', () => {
  const withNat = (gateway?: string) =>
    readClusterPlan({ ...shipped, vpc: gateway ? { nat: { gateway } } : {} });
  assert.equal(withNat().natGateways, 1);
  assert.equal(withNat('Single').natGateways, 1);
  assert.equal(withNat('HighlyAvailable').natGateways, 2);
  assert.equal(withNat('Disable').natGateways, 0);
  assert.match(JSON.stringify(costs(withNat())), /NAT gateway.*address of a NAT gateway/);
  assert.equal(readClusterPlan({ vpc: { id: 'vpc-1' } }).natGateways, 0);
});

test('what a configuration leaves out is as eksctl takes it', () => {
  const plan = readClusterPlan({
    metadata: { name: 'a', region: 'us-east-1' },
    managedNodeGroups: [{ name: 'n' }],
  });
  assert.deepEqual(plan.nodeGroups, [
    {
      name: 'n',
      instanceType: 'm5.large',
      spot: false,
      count: 2,
      max: 2,
      publicAddress: true,
      volume: { type: 'gp3', gib: 80 },
      zones: [],
    },
  ]);
  assert.equal(plan.support, 'EXTENDED');
  assert.equal(plan.version, null);
});

test('the sum is a minimum when a part has no price in advance', () => {
  for (const change of [
    { managedNodeGroups: [{ name: 'n', instanceTypes: ['t3.small', 't3a.small'] }] },
    { managedNodeGroups: [{ name: 'n', instanceType: 't3.small', spot: true }] },
    { managedNodeGroups: [{ name: 'n', instanceSelector: { vCPUs: 2 } }] },
    { autoModeConfig: { enabled: true } },
    { fargateProfiles: [{ name: 'f' }] },
    { cloudWatch: { clusterLogging: { enableTypes: ['*'] } } },
  ])
    assert.equal(
      sumPrices(costs(readClusterPlan({ ...shipped, ...change }))).atLeast,
      true,
      JSON.stringify(change),
    );
});

test('a version past standard support bills more, unless the cluster is to be upgraded', () => {
  const at = (supportType: string, now: string) =>
    costs(readClusterPlan({ ...shipped, upgradePolicy: { supportType } }), NOTHING, now)[0]?.hour;
  assert.equal(at('EXTENDED', '2027-03-28'), 0.6);
  assert.equal(at('EXTENDED', '2027-03-26'), 0.1);
  assert.equal(at('STANDARD', '2027-03-28'), 0.1);
});

test('without a load balancer none is paid, and a class of the cluster’s own has no known price', () => {
  const none = costs(readClusterPlan(shipped), NOTHING, '2026-11-23', {
    ...AS_SHIPPED,
    serviceType: 'ClusterIP',
  });
  assert.ok(none.every(({ what }) => !/balancer/.test(what)));
  const own = costs(readClusterPlan(shipped), NOTHING, '2026-11-23', { ...AS_SHIPPED, storageClass: 'fast' });
  assert.equal(own.filter(({ month }) => month === null).length, 3);
});

test('a network load balancer is noticed by its annotation', () => {
  const [service] = objects.filter(({ metadata }) => metadata.name === 'api-service');
  assert.ok(service);
  const annotations = { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' };
  const changed = { ...service, metadata: { ...service.metadata, annotations } };
  assert.deepEqual(readInstancePlan([changed], AS_SHIPPED).balancers, ['network']);
});

test('use is priced where prices are known', () => {
  assert.equal(usageRemarks(prices, 'us-east-1').length, 3);
  assert.deepEqual(usageRemarks(prices, 'eu-west-1'), []);
});
