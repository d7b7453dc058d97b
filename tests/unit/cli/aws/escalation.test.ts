import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { IamPolicy } from '#cli/targets/eks/checks/permissions.ts';
import { readPolicy } from '#cli/targets/eks/checks/permissions.ts';
import { ESCALATION_PATHS } from '#tests/support/aws/escalation-paths.ts';
import { isAllowed } from '#tests/support/aws/evaluate-policy.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

/** What the holder of the policy may do, and what the most powerful role that the holder can create may do. */
const HOLDERS: Readonly<Record<string, IamPolicy>> = {
  policy: readPolicy(ROOT),
  boundary: JSON.parse(readFileSync(join(ROOT, 'docs/eks-boundary.json'), 'utf8')) as IamPolicy,
};

describe('no known way leads from the shipped rights to more', () => {
  for (const [way, requests] of Object.entries(ESCALATION_PATHS))
    for (const [holder, policy] of Object.entries(HOLDERS))
      test(`${way}, by the ${holder}`, () => {
        const open = requests.filter((request) => isAllowed(policy, request));
        assert.deepEqual(open, []);
      });

  test('the same search finds the way in a policy that has one', () => {
    const open: IamPolicy = {
      Version: '2012-10-17',
      Statement: [{ Sid: 'Open', Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
    };
    for (const requests of Object.values(ESCALATION_PATHS))
      for (const request of requests) assert.ok(isAllowed(open, request), request.action);
  });

  test('a role that is made can neither change IAM nor take another role', () => {
    const actions = HOLDERS.boundary?.Statement.flatMap(({ Action }) => Action) ?? [];
    assert.deepEqual(
      actions.filter((action) => /^(?:iam|sts|organizations|lambda|cloudformation):|\*/.test(action)),
      ['iam:CreateServiceLinkedRole'],
    );
  });
});
