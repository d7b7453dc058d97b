import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingNew } from '#cli/targets/eks/cluster/follow-stacks.ts';

const STEP = {
  id: '1',
  resource: 'VPC',
  type: 'AWS::EC2::VPC',
  status: 'CREATE_COMPLETE',
  reason: null,
  at: 0,
};

test('looks less often where nothing happens, also at a stack that is not there yet', () => {
  assert.ok(nothingNew([STEP], []));
  assert.ok(nothingNew(null, null));
  assert.ok(!nothingNew(null, [STEP]), 'it has come');
  assert.ok(!nothingNew([STEP], null), 'it has gone');
  assert.ok(!nothingNew([], [STEP]));
});
