import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsResource, ResourceKind } from '#cli/aws/sweep/resource.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
import { refuseForeign } from '#cli/targets/eks/cluster/refuse-foreign.ts';
import { createFakeAccount } from '#tests/support/fakes/fake-account.ts';

const cluster = { name: 'shop', region: 'us-east-1' };
const { signal } = new AbortController();
const EKSCTL = { 'alpha.eksctl.io/cluster-name': 'shop' };
const OURS = { ...EKSCTL, 'influscope.io/platform': 'shop' };

function there(kind: ResourceKind, id: string, tags: AwsResource['tags']): AwsResource {
  return newResource({ kind, id, name: id, region: 'us-east-1', tags });
}

function judge(resources: AwsResource[], unlisted: ResourceKind[] = []): Promise<void> {
  return refuseForeign(createFakeAccount(cluster, resources, { unlisted: new Set(unlisted) }), signal);
}

test('refuses to change a cluster of the same name that another tool or another eksctl created', async () => {
  const foreign = { code: 'cluster_foreign', exitCode: 2 };
  await assert.rejects(judge([there('cluster', 'shop', {})]), foreign);
  await assert.rejects(judge([there('cluster', 'shop', EKSCTL)]), foreign);
  await assert.rejects(judge([there('cluster', 'shop', { 'influscope.io/platform': 'other' })]), foreign);
  await assert.rejects(judge([there('stack', 'eksctl-shop-cluster', EKSCTL)]), foreign);
});

test('has nothing against one of the platform’s own, against what is called alike, or against nothing', async () => {
  await judge([]);
  await judge([there('cluster', 'shop', OURS), there('stack', 'eksctl-shop-cluster', OURS)]);
  await judge([
    there('stack', 'eksctl-shop-2-cluster', {}),
    there('stack', 'eksctl-shop-nodegroup-a', EKSCTL),
  ]);
  await judge([there('cluster', 'shop', {})], ['cluster']);
});
