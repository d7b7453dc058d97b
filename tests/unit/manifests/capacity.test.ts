import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { checkCapacity } from '#cli/kubernetes/capacity/check-capacity.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { eksCluster, NODE_SHAPES } from '#tests/support/aws/eks-nodes.ts';
import { readManifests } from '#tests/support/manifests.ts';

interface NodeGroup {
  instanceType: keyof typeof NODE_SHAPES;
  desiredCapacity: number;
  availabilityZones: string[];
}
const config = parse(readFileSync('cluster-config.yaml', 'utf8')) as {
  addons: { name: string; configurationValues?: string }[];
  addonsConfig: object;
  autoModeConfig: object;
  upgradePolicy: object;
  vpc: { nat: object };
  managedNodeGroups: [NodeGroup];
};
const objectsOf = (folder: string) => readManifests(folder) as unknown[] as KubeObject[];

/** Wherever the scheduler has put the add-ons' pods before ours came. */
const LAYOUTS = [0, 1].flatMap((controller) =>
  [
    [0, 0],
    [0, 1],
    [1, 1],
  ].map((coredns) => ({ controller, coredns })),
);

test('the platform fits into the cluster of cluster-config.yaml, with room for each rolling update', () => {
  const [{ instanceType, desiredCapacity: count, availabilityZones: zones }] = config.managedNodeGroups;
  for (const layout of LAYOUTS) {
    const cluster = eksCluster({ count, zones, ...NODE_SHAPES[instanceType] }, layout);
    assert.deepEqual(checkCapacity(objectsOf('manifests'), cluster).misfits, [], JSON.stringify(layout));
  }
});

test('production fits into six nodes of t3.medium in three zones', () => {
  const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
  const cluster = eksCluster(
    { count: 6, zones, ...NODE_SHAPES['t3.medium'] },
    { controller: 2, coredns: [0, 1] },
  );
  assert.deepEqual(checkCapacity(objectsOf('manifests/production'), cluster).misfits, []);
});

test('production does not fit into the small cluster', () => {
  const cluster = eksCluster(
    { count: 2, zones: ['us-east-1a'], ...NODE_SHAPES['t3.small'] },
    { controller: 0, coredns: [0, 1] },
  );
  assert.equal(checkCapacity(objectsOf('manifests/production'), cluster).fits, false);
});

test('cluster-config.yaml has no add-on that the capacity plan leaves out, and nothing that costs money unasked', () => {
  assert.deepEqual(
    config.addons.map(({ name }) => name),
    ['vpc-cni', 'kube-proxy', 'coredns', 'aws-ebs-csi-driver'],
  );
  const values = JSON.parse(config.addons[3]?.configurationValues ?? '{}');
  assert.deepEqual(values, { controller: { replicaCount: 1 } });
  assert.deepEqual(config.addonsConfig, { disableDefaultAddons: true });
  assert.deepEqual(config.autoModeConfig, { enabled: false });
  assert.deepEqual(config.upgradePolicy, { supportType: 'STANDARD' });
  assert.deepEqual(config.vpc.nat, { gateway: 'Disable' });
  assert.equal(config.managedNodeGroups[0].availabilityZones.length, 1, 'a volume cannot leave its zone');
});
