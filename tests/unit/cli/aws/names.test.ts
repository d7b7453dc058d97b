import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterNames } from '#cli/aws/names.ts';

test('derives every name from the name of the cluster', () => {
  const names = clusterNames('influscope');
  assert.equal(names.clusterStack, 'eksctl-influscope-cluster');
  assert.equal(names.nodegroupStack('workers'), 'eksctl-influscope-nodegroup-workers');
  assert.equal(names.addonStack('vpc-cni'), 'eksctl-influscope-addon-vpc-cni');
  assert.equal(
    names.serviceAccountStack('kube-system', 'ebs'),
    'eksctl-influscope-addon-iamserviceaccount-kube-system-ebs',
  );
  assert.equal(names.logGroup, '/aws/eks/influscope/cluster');
  assert.deepEqual(names.tags.owned, { key: 'kubernetes.io/cluster/influscope', value: 'owned' });
});
