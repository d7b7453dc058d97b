import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { Settings } from '#cli/settings/settings.ts';
import {
  nodegroupsOf,
  placeCluster,
  readClusterConfig,
  withAddons,
  withNodegroups,
} from '#cli/targets/eks/cluster/cluster-config.ts';
import { describeKubeconfig } from '#cli/targets/eks/kubeconfig.ts';

const settings = (cluster_config: string | null) => ({ values: { cluster_config } }) as Settings;
const SHIPPED = readClusterConfig({ settings: settings(null), root: '.', name: 'shop' }).config;
const PLACE = { region: 'eu-central-1', version: null, zones: ['eu-central-1b', 'eu-central-1a'] };

test('puts name, region, zones and the platform’s tag into the configuration that comes along', () => {
  const placed = placeCluster(SHIPPED, 'shop', PLACE);
  assert.equal(placed.metadata?.name, 'shop');
  assert.equal(placed.metadata?.region, 'eu-central-1');
  assert.equal(placed.metadata?.tags?.['influscope.io/platform'], 'shop');
  assert.deepEqual(placed.availabilityZones, ['eu-central-1b', 'eu-central-1a']);
  assert.deepEqual(nodegroupsOf(placed)[0]?.availabilityZones, ['eu-central-1b']);
  assert.equal(SHIPPED.metadata?.name, 'influscope', 'what was given stays as it is');
});

test('keeps the version of the cluster that is there', () => {
  const placed = placeCluster(SHIPPED, 'shop', { ...PLACE, version: '1.34', zones: null });
  assert.equal(placed.metadata?.version, '1.34');
  assert.deepEqual(placed.availabilityZones, SHIPPED.availabilityZones);
});

test('cuts the configuration down to the parts that are missing', () => {
  const names = withAddons(SHIPPED, ['coredns']).addons?.map(({ name }) => name);
  assert.deepEqual(names, ['coredns']);
  assert.deepEqual(nodegroupsOf(withNodegroups(SHIPPED, [])), []);
  assert.equal(nodegroupsOf(withNodegroups(SHIPPED, ['workers'])).length, 1);
});

test('refuses a configuration of another cluster, and what is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-config-'));
  const read = (text: string) => {
    const path = join(folder, 'cluster.yaml');
    writeFileSync(path, text);
    return () => readClusterConfig({ settings: settings(path), root: '.', name: 'shop' });
  };
  try {
    assert.throws(read('kind: ClusterConfig\nmetadata: { name: other }\nmanagedNodeGroups: [{ name: a }]'), {
      code: 'cluster_config_name',
    });
    assert.throws(read('kind: Service'), { code: 'cluster_config_invalid' });
    assert.throws(read('a: [1'), { code: 'cluster_config_invalid' });
    for (const wrong of [
      '',
      'metadata: shop',
      'managedNodeGroups: 5',
      'managedNodeGroups: [a, b]',
      'managedNodeGroups: [{ instanceType: t3.small }]',
      'managedNodeGroups: []',
      'managedNodeGroups: [{ name: a }]\naddons: vpc-cni',
    ])
      assert.throws(read(`kind: ClusterConfig\n${wrong}`), { code: 'cluster_config_invalid' }, wrong);
    const right = 'kind: ClusterConfig\nmetadata: { region: eu-west-1 }\nmanagedNodeGroups: [{ name: a }]';
    assert.equal(read(right)().region, 'eu-west-1');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('writes a kubeconfig of one cluster without a secret', () => {
  const cluster = {
    arn: 'arn',
    status: 'ACTIVE',
    version: '1.35',
    endpoint: 'https://example.eks.amazonaws.com',
    authority: 'QQ==',
    subnets: [],
    issuer: null,
  };
  const text = describeKubeconfig(cluster, { name: 'shop', region: 'eu-central-1', profile: 'work' });
  const config = parse(text) as Record<string, unknown> & {
    users: { user: { exec: Record<string, unknown> } }[];
  };
  assert.equal(config['current-context'], 'shop.eu-central-1.eks');
  assert.deepEqual(config.users[0]?.user.exec.env, [{ name: 'AWS_PROFILE', value: 'work' }]);
  assert.doesNotMatch(text, /token:|AWS_SECRET/);
});
