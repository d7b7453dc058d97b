import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newResource } from '#cli/aws/sweep/resource.ts';
import { existingParts } from '#cli/targets/eks/cluster/existing-parts.ts';

const config = { managedNodeGroups: [{ name: 'workers' }, { name: 'more' }] };
const NOTHING = { cluster: false, nodeGroups: [], volumes: false, balancer: false };
const stack = (name: string) => ({ name, id: name, status: 'CREATE_IN_PROGRESS', reason: null, tags: {} });
const parts = (...stacks: string[]) => {
  const facts = { cluster: null, nodegroups: new Map(), stacks: stacks.map(stack) };
  return existingParts([], { name: 'influscope', config, facts });
};
const volumeOf = (namespace: string) =>
  newResource({
    kind: 'volume',
    id: 'vol-1',
    region: 'us-east-1',
    tags: {
      'kubernetes.io/created-for/pvc/name': 'data',
      'kubernetes.io/created-for/pvc/namespace': namespace,
    },
  });

test('an account without stacks has no parts', () => {
  assert.deepEqual(parts(), NOTHING);
});

test('a stack that has only begun already counts against the limits', () => {
  assert.deepEqual(parts('eksctl-influscope-cluster'), { ...NOTHING, cluster: true });
  assert.deepEqual(parts('eksctl-influscope-cluster', 'eksctl-influscope-nodegroup-workers').nodeGroups, [
    'workers',
  ]);
});

test('the stack of a similarly named cluster does not count', () => {
  assert.equal(parts('eksctl-influscope2-cluster', 'eksctl-influscope-2-cluster').cluster, false);
});

test('counts a node group that EKS knows, independent of its creator', () => {
  const facts = {
    cluster: null,
    nodegroups: new Map([['more', { status: 'ACTIVE', issues: [] }]]),
    stacks: [],
  };
  assert.deepEqual(existingParts([], { name: 'influscope', config, facts }).nodeGroups, ['more']);
});

test('after a teardown that kept the data only the volumes exist, and no load balancer', () => {
  const facts = { cluster: null, nodegroups: new Map(), stacks: [] };
  const request = { name: 'influscope', config, facts };
  assert.deepEqual(existingParts([volumeOf('influscope')], request), { ...NOTHING, volumes: true });
  assert.deepEqual(existingParts([volumeOf('monitoring')], request), NOTHING);
  const balancer = newResource({ kind: 'classic-balancer', id: 'a1', region: 'us-east-1' });
  assert.deepEqual(existingParts([balancer], request), { ...NOTHING, balancer: true });
});
