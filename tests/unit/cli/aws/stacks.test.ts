import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StackStep } from '#cli/aws/stacks.ts';
import { rootCauses, statusAfter } from '#cli/aws/stacks.ts';

const STACK = 'AWS::CloudFormation::Stack';
let at = 0;
const happened = (
  resource: string,
  type: string,
  status: string,
  reason: string | null = null,
): StackStep => ({
  id: String(at),
  resource,
  type,
  status,
  reason,
  at: at++,
});

const FAILED = [
  happened('s', STACK, 'CREATE_IN_PROGRESS', 'User Initiated'),
  happened('Vpc', 'AWS::EC2::VPC', 'CREATE_IN_PROGRESS'),
  happened('Role', 'AWS::IAM::Role', 'CREATE_IN_PROGRESS'),
  happened('Vpc', 'AWS::EC2::VPC', 'CREATE_FAILED', 'The maximum number of VPCs has been reached.'),
  happened('Role', 'AWS::IAM::Role', 'CREATE_FAILED', 'Resource creation cancelled'),
  happened('s', STACK, 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Vpc, Role].'),
  happened('Role', 'AWS::IAM::Role', 'DELETE_COMPLETE'),
  happened('s', STACK, 'ROLLBACK_COMPLETE'),
];

test('finds the resource that failed by itself among those that were given up', () => {
  assert.deepEqual(
    rootCauses(FAILED).map(({ resource, reason }) => [resource, reason]),
    [['Vpc', 'The maximum number of VPCs has been reached.']],
  );
  assert.equal(statusAfter(FAILED), 'ROLLBACK_COMPLETE');
});

test('tells why the last deletion failed, not an earlier one or the creation', () => {
  const deletion = [
    happened('s', STACK, 'DELETE_IN_PROGRESS', 'User Initiated'),
    happened('Old', 'AWS::EC2::Subnet', 'DELETE_FAILED', 'an earlier reason'),
    happened('s', STACK, 'DELETE_FAILED'),
    happened('s', STACK, 'DELETE_IN_PROGRESS', 'User Initiated'),
    happened('Subnet', 'AWS::EC2::Subnet', 'DELETE_FAILED', 'has dependencies and cannot be deleted'),
    happened('s', STACK, 'DELETE_FAILED', 'The following resource(s) failed to delete: [Subnet].'),
  ];
  assert.deepEqual(
    rootCauses([...FAILED, ...deletion]).map(({ resource }) => resource),
    ['Subnet'],
  );
});

test('takes the stack’s own word where no resource has one', () => {
  const early = [
    happened('s', STACK, 'CREATE_IN_PROGRESS'),
    happened('s', STACK, 'CREATE_FAILED', 'Template error'),
  ];
  assert.deepEqual(
    rootCauses(early).map(({ reason }) => reason),
    ['Template error'],
  );
  assert.equal(statusAfter([]), null);
});
