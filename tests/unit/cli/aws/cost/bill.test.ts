import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billFor } from '#cli/aws/cost/bill.ts';
import { billableOf } from '#cli/aws/cost/billable-of.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import type { AwsResource, ResourceKind } from '#cli/aws/sweep/resource.ts';
import { newResource, RESOURCE_KINDS } from '#cli/aws/sweep/resource.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-23T12:00:00Z');
const prices = readPrices(ROOT, null);

const resource = (kind: ResourceKind, more: Partial<AwsResource> = {}): AwsResource =>
  newResource({ kind, id: `${kind}-1`, region: 'us-east-1', createdAt: NOW - 10 * HOUR_MS, ...more });
const bill = (resources: AwsResource[], since = NOW - 10 * HOUR_MS, extended = false) =>
  billFor(resources, { prices, region: 'us-east-1', extended, since, now: NOW });

test('every kind of resource either bills or does not', () => {
  assert.deepEqual(
    RESOURCE_KINDS.filter((kind) => billableOf(resource(kind)) !== null),
    [
      'cluster',
      'classic-balancer',
      'balancer',
      'instance',
      'nat-gateway',
      'address',
      'volume',
      'snapshot',
      'log-group',
    ],
  );
});

test('what is going away or stopped bills no more', () => {
  assert.equal(billableOf(resource('instance', { state: 'terminated' })), null);
  assert.equal(billableOf(resource('instance', { state: 'stopped', type: 't3.small' })), null);
  assert.equal(billableOf(resource('nat-gateway', { state: 'deleted' })), null);
  assert.notEqual(billableOf(resource('volume', { state: 'in-use' })), null);
});

test('what was spent is the price of the hours since it was made', () => {
  const { items, spent, total } = bill([
    resource('cluster', { createdAt: NOW - 5 * HOUR_MS }),
    resource('instance', { type: 't3.small', state: 'running' }),
  ]);
  assert.deepEqual(
    items.map(({ what, spent: each }) => [what, each?.toFixed(4)]),
    [
      ['EKS control plane', '0.5000'],
      ['t3.small instance', '0.2080'],
    ],
  );
  assert.equal(spent.toFixed(4), '0.7080');
  assert.equal(total.hour.toFixed(4), '0.1208');
});

test('resources older than the first up are billed from their creation on', () => {
  const old = resource('volume', { type: 'gp3', gib: 730, createdAt: NOW - 1_000 * HOUR_MS });
  assert.equal(bill([old], NOW - 10 * HOUR_MS).spent.toFixed(4), '0.8000');
  assert.equal(bill([{ ...old, createdAt: null }], NOW - 10 * HOUR_MS).spent.toFixed(4), '0.8000');
});

test('what has no price makes the total a least one and adds nothing to what was spent', () => {
  const { items, total, spent } = bill([resource('balancer', { type: 'network', name: 'web' })]);
  assert.deepEqual(
    items.map(({ what, spent: each }) => [what, each]),
    [['network load balancer web', null]],
  );
  assert.equal(total.atLeast, true);
  assert.equal(spent, 0);
});

test('a control plane in extended support bills six times as much', () => {
  assert.equal(bill([resource('cluster')], NOW - 10 * HOUR_MS, true).spent.toFixed(2), '6.00');
});
