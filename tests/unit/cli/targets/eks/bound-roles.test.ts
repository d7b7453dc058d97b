import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundRoles } from '#cli/targets/eks/cluster/bound-roles.ts';

const boundary = 'arn:aws:iam::123456789012:policy/influscope-boundary';

test('every role that eksctl creates gets the boundary', () => {
  const config = {
    managedNodeGroups: [{ name: 'workers' }],
    nodeGroups: [{ name: 'own', iam: { withAddonPolicies: { ebs: true } } }],
    addons: [
      { name: 'coredns' },
      { name: 'aws-ebs-csi-driver', wellKnownPolicies: { ebsCSIController: true } },
    ],
    iam: { withOIDC: true, serviceAccounts: [{ attachPolicyARNs: ['a'] }] },
  };
  assert.deepEqual(boundRoles(config, boundary), {
    managedNodeGroups: [{ name: 'workers', iam: { instanceRolePermissionsBoundary: boundary } }],
    nodeGroups: [
      { name: 'own', iam: { withAddonPolicies: { ebs: true }, instanceRolePermissionsBoundary: boundary } },
    ],
    addons: [
      { name: 'coredns' },
      {
        name: 'aws-ebs-csi-driver',
        wellKnownPolicies: { ebsCSIController: true },
        permissionsBoundary: boundary,
      },
    ],
    iam: {
      withOIDC: true,
      serviceRolePermissionsBoundary: boundary,
      serviceAccounts: [{ attachPolicyARNs: ['a'], permissionsBoundary: boundary }],
    },
  });
});

test('a configured boundary and an existing role stay', () => {
  const config = {
    managedNodeGroups: [
      { name: 'a', iam: { instanceRolePermissionsBoundary: 'other' } },
      { name: 'b', iam: { instanceRoleARN: 'role' } },
    ],
    iam: { serviceRoleARN: 'role', serviceAccounts: [{ attachRoleARN: 'role' }] },
  };
  assert.deepEqual(boundRoles(config, boundary), config);
});

test('without a boundary in the account nothing changes', () => {
  const config = { managedNodeGroups: [{ name: 'workers' }] };
  assert.equal(boundRoles(config, null), config);
});
