import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chalk } from 'chalk';
import { Check } from 'typebox/value';
import { renderCost } from '#cli/output/events/cost/text.ts';
import { event } from '#cli/output/events/events.ts';
import { eventsSchema } from '#cli/output/events/registry.ts';
import { renderSpending } from '#cli/output/events/spending/text.ts';

const style = new Chalk({ level: 0 });
const money = { currency: 'USD', prices_of: '2026-04', by_use: ['traffic, 0.09 USD a GB'] };

const spending = event({
  type: 'spending',
  cluster: 'influscope',
  account: '123456789012',
  identity: 'arn:aws:iam::123456789012:user/somebody',
  region: 'us-east-1',
  version: '1.35',
  items: [
    { what: 'EKS control plane', count: 1, hour: 0.1, month: 73, exists: true },
    { what: 'spot instance', count: 2, hour: null, month: null, exists: false },
  ],
  hour: 0.1,
  month: 73,
  at_least: true,
  ...money,
  limits: [
    { what: 'VPCs', used: 5, needed: 1, allowed: 5, fits: false },
    { what: 'EKS clusters', used: 0, needed: 1, allowed: null, fits: null },
  ],
});

const cost = event({
  type: 'cost',
  cluster: 'influscope',
  account: '123456789012',
  region: 'us-east-1',
  since: '2026-11-23T10:00:00.000Z',
  items: [
    {
      id: 'c',
      what: 'EKS control plane',
      created_at: '2026-11-23T10:00:00.000Z',
      hour: 0.1,
      month: 73,
      spent: 0.2,
    },
  ],
  hour: 0.1,
  month: 73,
  at_least: false,
  spent: 0.2,
  ...money,
});

test('a plan says which account spends how much in which region, what exists already, and which limits are reached', () => {
  assert.ok(Check(eventsSchema(), spending));
  assert.deepEqual(renderSpending(spending, style), [
    'influscope in us-east-1, account 123456789012 (arn:aws:iam::123456789012:user/somebody), Kubernetes 1.35',
    '                              count  an hour  a month',
    '  EKS control plane (exists)      1  $0.1000   $73.00',
    '  spot instance                   2  unknown  unknown',
    '  total, at least                    $0.1000   $73.00',
    '  prices of 2026-04, without taxes, free tiers and discounts. Billed by use:',
    '    traffic, 0.09 USD a GB',
    '  ✖ VPCs: 5 used, 1 needed, 5 allowed',
    '  ? EKS clusters: 0 used, 1 needed, ? allowed',
  ]);
});

test('a bill lists resources, what they cost and what they have cost', () => {
  assert.ok(Check(eventsSchema(), cost));
  assert.deepEqual(renderCost(cost, style, Date.parse('2026-11-23T12:00:00Z')), [
    'influscope in us-east-1, account 123456789012, for 2 h',
    '                     an hour  a month  so far',
    '  EKS control plane  $0.1000   $73.00   $0.20',
    '  total              $0.1000   $73.00   $0.20',
    '  prices of 2026-04; without taxes, discounts and deleted resources. Billed by use:',
    '    traffic, 0.09 USD a GB',
  ]);
});

test('where nothing bills the bill is one line', () => {
  assert.deepEqual(renderCost({ ...cost, items: [] }, style, 0), [
    'influscope in us-east-1, account 123456789012: no billable resources',
  ]);
});

test('a total of which nothing is known is unknown', () => {
  const items = [{ what: 'EKS control plane', count: 1, hour: null, month: null, exists: false }];
  const lines = renderSpending({ ...spending, items, hour: 0, month: 0 }, style);
  assert.match(lines[3] ?? '', /^ {2}total +unknown +unknown$/);
});

test('a plan that adds nothing is one line', () => {
  const items = spending.items.map((item) => ({ ...item, exists: true }));
  assert.deepEqual(renderSpending({ ...spending, items, at_least: false }, style), [
    'influscope in us-east-1, account 123456789012 (arn:aws:iam::123456789012:user/somebody), Kubernetes 1.35: $73.00 a month, no new resources',
  ]);
});
