import assert from 'node:assert/strict';
import { test } from 'node:test';
import { existingParts } from '#cli/targets/eks/cluster/existing-parts.ts';

const config = { managedNodeGroups: [{ name: 'workers' }, { name: 'more' }] };
const stack = (name: string) => ({ name, id: name, status: 'CREATE_IN_PROGRESS', reason: null, tags: {} });
const parts = (...stacks: string[]) =>
  existingParts(
    { cluster: null, nodegroups: new Map(), stacks: stacks.map(stack) },
    { name: 'influscope', config, platform: false },
  );

test('nothing is there of an account without stacks', () => {
  assert.deepEqual(parts(), { cluster: false, nodeGroups: [], platform: false });
});

test('a stack that has only begun takes its share of the limits already', () => {
  assert.deepEqual(parts('eksctl-influscope-cluster'), { cluster: true, nodeGroups: [], platform: false });
  assert.deepEqual(parts('eksctl-influscope-cluster', 'eksctl-influscope-nodegroup-workers').nodeGroups, [
    'workers',
  ]);
});

test('the stack of a similarly named cluster is not taken for ours', () => {
  assert.equal(parts('eksctl-influscope2-cluster', 'eksctl-influscope-2-cluster').cluster, false);
});

test('a node group that EKS knows is there, whoever made it', () => {
  const nodegroups = new Map([['more', { status: 'ACTIVE', issues: [] }]]);
  const found = existingParts(
    { cluster: null, nodegroups, stacks: [] },
    { name: 'influscope', config, platform: true },
  );
  assert.deepEqual(found, { cluster: false, nodeGroups: ['more'], platform: true });
});
