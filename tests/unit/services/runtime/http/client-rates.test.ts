import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClientRates } from '#runtime/http/client-rates.ts';

const clock = () => {
  let atMs = 0;
  return { now: () => atMs, pass: (ms: number) => (atMs += ms) };
};

test('a client may use the limit of a second at once, then as many as time allows', () => {
  const { now, pass } = clock();
  const rates = createClientRates(10, now);
  for (let i = 0; i < 10; i++) assert.equal(rates.take('a'), 0);
  assert.equal(rates.take('a'), 100);
  assert.equal(rates.take('b'), 0);
  pass(100);
  assert.equal(rates.take('a'), 0);
  assert.ok(rates.take('a') > 0);
});

test('looking whether a client has used up its limit counts nothing', () => {
  const { now } = clock();
  const rates = createClientRates(2, now);
  assert.equal(rates.isSpent('a'), false);
  rates.take('a');
  rates.take('a');
  for (let i = 0; i < 5; i++) assert.equal(rates.isSpent('a'), true);
  assert.equal(rates.isSpent('b'), false);
});

test('what is charged above the limit makes a client wait longer, at most 10 seconds', () => {
  const { now, pass } = clock();
  const rates = createClientRates(10, now);
  for (let i = 0; i < 30; i++) rates.charge('a');
  pass(1_900);
  assert.equal(rates.isSpent('a'), true);
  pass(200);
  assert.equal(rates.isSpent('a'), false);
  for (let i = 0; i < 100_000; i++) rates.charge('a');
  pass(10_001);
  assert.equal(rates.isSpent('a'), false);
});

test('the client that was seen longest ago is forgotten when there are too many', () => {
  const { now } = clock();
  const rates = createClientRates(1, now);
  rates.take('first');
  for (let i = 0; i < 20_000; i++) rates.take(String(i));
  assert.equal(rates.isSpent('first'), false);
  assert.equal(rates.isSpent('19999'), true);
});

test('an event that counts as several is allowed as soon as one is, and then the client waits for all of them', () => {
  const { now, pass } = clock();
  const rates = createClientRates(10, now);
  assert.equal(rates.take('a', 8), 0);
  assert.equal(rates.take('a', 8), 0);
  assert.equal(rates.take('a'), 700);
  pass(700);
  assert.equal(rates.take('a'), 0);
  assert.equal(rates.take('b', 1_000_000), 0);
  pass(10_001);
  assert.equal(rates.take('b'), 0);
});

test('a limit of one in a minute is kept, also for a client that keeps asking', () => {
  const { now, pass } = clock();
  const rates = createClientRates(1, now, 60_000);
  assert.equal(rates.take('a'), 0);
  for (let second = 1; second < 60; second++) {
    pass(1_000);
    assert.ok(rates.take('a') > 0, String(second));
  }
  pass(1_000);
  assert.equal(rates.take('a'), 0);
});

test('a burst at one moment has as many events as the limit, whatever the moment is', () => {
  for (let n = 0; n < 1_000; n++) {
    const rates = createClientRates(5, () => 1_000 + n / 7);
    const waits = Array.from({ length: 6 }, () => rates.take('a'));
    assert.deepEqual(
      waits.map((waitMs) => waitMs === 0),
      [true, true, true, true, true, false],
      String(n),
    );
  }
});
