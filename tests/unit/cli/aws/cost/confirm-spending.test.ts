import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Consent } from '#cli/aws/cost/confirm-spending.ts';
import { confirmSpending } from '#cli/aws/cost/confirm-spending.ts';
import type { SpendingPlan } from '#cli/aws/cost/plan-spending.ts';
import { InfluscopeError } from '#cli/errors.ts';

const total = { hour: 0.2, month: 146, atLeast: false };
const plan: SpendingPlan = {
  cluster: 'influscope',
  account: '123456789012',
  identity: 'arn:aws:iam::123456789012:user/somebody',
  region: 'us-east-1',
  support: { version: '1.35', phase: 'standard', dates: null },
  items: [],
  total,
  added: total,
  unpriced: [],
  currency: 'USD',
  limits: [],
  events: [],
};
const script: Consent = { yes: true, maxMonthlyCost: null, ask: null };
const answering = (answer: boolean, asked: string[] = []): Consent => ({
  yes: false,
  maxMonthlyCost: null,
  ask: async (question) => {
    asked.push(question);
    return answer;
  },
});
const refusal = (code: string, exitCode: number) => (error: unknown) =>
  error instanceof InfluscopeError && error.code === code && error.exitCode === exitCode;

test('a person is asked once, with the sum, the account and the region', async () => {
  const asked: string[] = [];
  assert.equal(await confirmSpending(plan, answering(true, asked), null), 146);
  assert.deepEqual(asked, ['Spend $0.2000 an hour ($146.00 a month) in account 123456789012, us-east-1?']);
});

test('a no makes nothing', async () => {
  await assert.rejects(confirmSpending(plan, answering(false), null), refusal('spending_refused', 2));
});

test('a script must confirm with --yes, and the error says so', async () => {
  assert.equal(await confirmSpending(plan, script, null), 146);
  await assert.rejects(
    confirmSpending(plan, { ...script, yes: false }, null),
    refusal('spending_undecided', 2),
  );
});

test('more than --max-monthly-cost is refused, yes or no', async () => {
  assert.equal(await confirmSpending(plan, { ...script, maxMonthlyCost: 146 }, null), 146);
  await assert.rejects(
    confirmSpending(plan, { ...script, maxMonthlyCost: 145 }, null),
    refusal('too_expensive', 2),
  );
});

test('a limit that cannot be checked because a price is missing is refused', async () => {
  const vague = { ...plan, total: { ...total, atLeast: true }, unpriced: ['logs'] };
  await assert.rejects(
    confirmSpending(vague, { ...script, maxMonthlyCost: 200 }, null),
    refusal('price_unknown', 2),
  );
  assert.equal(await confirmSpending(vague, script, null), 146);
});

test('what was agreed to is not asked about again, unless it has become more', async () => {
  const asked: string[] = [];
  assert.equal(await confirmSpending(plan, answering(false, asked), 146), 146);
  assert.deepEqual(asked, []);
  await assert.rejects(confirmSpending(plan, answering(false, asked), 100), refusal('spending_refused', 2));
  assert.equal(asked.length, 1);
});

test('nothing is asked when nothing is added', async () => {
  const added = { hour: 0, month: 0, atLeast: false };
  assert.equal(await confirmSpending({ ...plan, added }, answering(false), null), 146);
});

test('a limit of the account that is hit stops even a yes, and says how to raise it', async () => {
  const limits = [
    {
      name: 'vpcs',
      what: 'VPCs',
      used: 5,
      needed: 1,
      allowed: 5,
      fits: false,
      raise: 'aws service-quotas …',
    },
    { name: 'clusters', what: 'EKS clusters', used: null, needed: 1, allowed: null, fits: null, raise: null },
  ] as const;
  await assert.rejects(confirmSpending({ ...plan, limits }, script, null), (error) => {
    assert.ok(error instanceof InfluscopeError);
    assert.equal(error.code, 'limit_reached');
    assert.equal(error.exitCode, 1);
    assert.match(error.message, /VPCs: 5 used, 1 needed, 5 allowed/);
    assert.doesNotMatch(error.message, /EKS clusters/);
    assert.deepEqual(error.hint, { shell: ['aws service-quotas …'] });
    return true;
  });
});
