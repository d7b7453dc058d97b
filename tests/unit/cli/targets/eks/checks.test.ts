import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeClock } from '#cli/targets/eks/checks/clock.ts';
import { exampleOf } from '#cli/targets/eks/checks/permissions.ts';

test('a clock may be off by what AWS takes', () => {
  assert.equal(judgeClock(900).status, 'ok');
  assert.equal(judgeClock(-60_000).status, 'warn');
  assert.equal(judgeClock(300_000).status, 'fail');
  assert.deepEqual(judgeClock(300_000).fix, { shell: [['timedatectl', 'set-ntp', 'true']] });
  assert.equal(judgeClock(-300_000).status, 'fail');
  assert.equal(judgeClock(null).status, 'warn');
});

test('patterns of the policy stand for things of this account, region and name', () => {
  const place = { region: 'eu-west-1', account: '123456789012', name: 'second' };
  assert.equal(
    exampleOf('arn:aws:eks:*:*:nodegroup/influscope/*', place),
    'arn:aws:eks:eu-west-1:123456789012:nodegroup/second/example',
  );
  assert.equal(
    exampleOf('arn:aws:iam::*:role/eksctl-influscope-*', place),
    'arn:aws:iam::123456789012:role/eksctl-second-example',
  );
  assert.equal(
    exampleOf('arn:aws:logs:*:*:log-group:/aws/eks/influscope/*', place),
    'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/eks/second/example',
  );
  assert.equal(exampleOf('*', place), '*');
});
