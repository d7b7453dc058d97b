import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HOURS_A_MONTH, priceOf, UNKNOWN_PRICE } from '#cli/aws/cost/billable.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { sumPrices } from '#cli/aws/cost/sum-prices.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const prices = readPrices(ROOT, null);
const REGION = 'us-east-1';

test('prices name their region, currency and date', () => {
  assert.equal(prices.region, REGION);
  assert.equal(prices.currency, 'USD');
  assert.match(prices.checked, /^\d{4}-\d\d/);
});

test('a month is 730 hours', () => {
  assert.deepEqual(priceOf({ kind: 'instance', type: 't3.small' }, prices, REGION), {
    hour: 0.0208,
    month: 0.0208 * HOURS_A_MONTH,
  });
});

test('extended support is six times the price of a control plane', () => {
  assert.equal(priceOf({ kind: 'control-plane', extended: false }, prices, REGION).hour, 0.1);
  assert.equal(priceOf({ kind: 'control-plane', extended: true }, prices, REGION).hour, 0.6);
});

test('a volume is billed by its size', () => {
  assert.equal(priceOf({ kind: 'volume', type: 'gp3', gib: 20 }, prices, REGION).month, 1.6);
});

test('what the prices do not name is unknown, not zero and not guessed', () => {
  for (const billable of [
    { kind: 'instance', type: 'x9.moon' },
    { kind: 'instance', type: 't3.small', spot: true },
    { kind: 'volume', type: 'io2', gib: 10 },
    { kind: 'balancer', type: 'network' },
    { kind: 'other', what: 'logs' },
  ] as const)
    assert.deepEqual(priceOf(billable, prices, REGION), UNKNOWN_PRICE);
});

test('prices of one region say nothing of another', () => {
  assert.deepEqual(priceOf({ kind: 'nat-gateway' }, prices, 'eu-central-1'), UNKNOWN_PRICE);
});

test('a sum with an unknown price in it says that it is the least', () => {
  const known = { hour: 1, month: 730 };
  assert.deepEqual(sumPrices([known, known]), { hour: 2, month: 1460, atLeast: false });
  assert.deepEqual(sumPrices([known, UNKNOWN_PRICE]), { hour: 1, month: 730, atLeast: true });
});

test('money is written with its currency', () => {
  assert.equal(formatMoney(1234.5, 'USD'), '$1,234.50');
  assert.equal(formatMoney(0.1866, 'USD', 4), '$0.1866');
  assert.equal(formatMoney(7, 'EUR'), '7.00 EUR');
  assert.equal(formatMoney(null, 'USD'), 'unknown');
});

test('prices of one’s own have to be of the same form', () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-prices-'));
  try {
    const path = join(folder, 'mine.json');
    writeFileSync(path, JSON.stringify({ ...prices, region: 'eu-west-1', nat_gateway_hour: 0.048 }));
    assert.equal(priceOf({ kind: 'nat-gateway' }, readPrices(ROOT, path), 'eu-west-1').hour, 0.048);
    writeFileSync(path, JSON.stringify({ ...prices, nat_gateway_hour: '0.048' }));
    assert.throws(() => readPrices(ROOT, path), /mine\.json is invalid: .*nat_gateway_hour/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
