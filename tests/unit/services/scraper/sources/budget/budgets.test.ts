import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { BudgetRule } from '#scraper/sources/budget/budget-rule.ts';
import { dayOf, endOfDay } from '#scraper/sources/budget/budget-rule.ts';
import { createBudgets } from '#scraper/sources/budget/budgets.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';

const PACIFIC = { timeZone: 'America/Los_Angeles' };
const UNITS: BudgetRule = { name: 'units', unit: 'units', perDay: 100, ...PACIFIC, block: 1 };
const REQUESTS: BudgetRule = { name: 'requests', unit: 'requests', perDay: 100, timeZone: 'UTC', block: 30 };
const NOON = Date.UTC(2026, 5, 1, 12);
const signal = new AbortController().signal;

function scraper(records = createFakeRecords(), clock = { now: NOON }) {
  const budgets = createBudgets({
    records,
    source: 'test',
    rules: [UNITS, REQUESTS],
    now: () => clock.now,
  });
  return { budgets, records, clock };
}

const leftOf = async ({ budgets }: ReturnType<typeof scraper>, name: string) =>
  (await budgets.read()).find((budget) => budget.name === name)?.left;

it('counts exactly what several scrapers spend at the same time, and never more than the limit', async () => {
  const { records, budgets } = scraper();
  const other = scraper(records);
  const spends = Array.from({ length: 120 }, (_, n) =>
    (n % 2 ? budgets : other.budgets).spend('units', 1, signal),
  );
  const outcomes = await Promise.allSettled(spends);
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 100);
  assert.equal(await leftOf(other, 'units'), 0);
});

it('is exhausted until the next day in the time zone of the budget', async () => {
  const one = scraper();
  await one.budgets.spend('units', 99, signal);
  await assert.rejects(one.budgets.spend('units', 2, signal), (error) => {
    assert.ok(error instanceof SourceFault);
    // Midnight in Los Angeles is 7:00 UTC in summer.
    assert.deepEqual([error.kind, error.retryAfterMs], ['exhausted', 19 * 3_600_000]);
    return true;
  });
  await one.budgets.spend('units', 1, signal);
  one.clock.now = NOON + 19 * 3_600_000;
  assert.equal(await leftOf(one, 'units'), 100);
  await one.budgets.spend('units', 100, signal);
});

it('a restarted scraper continues with what is left', async () => {
  const first = scraper();
  await first.budgets.spend('units', 40, signal);
  const second = scraper(first.records, first.clock);
  await second.budgets.spend('units', 10, signal);
  assert.equal(await leftOf(second, 'units'), 50);
});

it('gives back the rest of a block, and loses at most that rest when it is killed', async () => {
  const first = scraper();
  await first.budgets.spend('requests', 1, signal);
  assert.equal(await leftOf(first, 'requests'), 99);
  const second = scraper(first.records, first.clock);
  assert.equal(await leftOf(second, 'requests'), 70);
  await first.budgets.settle();
  assert.equal(await leftOf(second, 'requests'), 99);
});

it('spends the last of a budget that is smaller than a block', async () => {
  const one = scraper();
  for (let n = 0; n < 100; n++) await one.budgets.spend('requests', 1, signal);
  await assert.rejects(one.budgets.spend('requests', 1, signal));
  assert.equal(await leftOf(one, 'requests'), 0);
});

it('knows the days on which clocks change', () => {
  const spring = Date.UTC(2026, 2, 8, 9);
  assert.equal(dayOf(PACIFIC, spring), '2026-03-08');
  assert.equal(endOfDay(PACIFIC, spring), Date.UTC(2026, 2, 9, 7));
  const autumn = Date.UTC(2026, 10, 1, 8);
  assert.equal(endOfDay(PACIFIC, autumn), Date.UTC(2026, 10, 2, 8));
});
