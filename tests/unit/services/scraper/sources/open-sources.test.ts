import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Compile } from 'typebox/compile';
import { SourceStatus } from '#contract/sources/sources.ts';
import { createBudgets } from '#scraper/sources/budget/budgets.ts';
import { BLUESKY_BUDGETS } from '#scraper/sources/live/bluesky/config.ts';
import { SourceFault } from '#scraper/sources/live/source-fault.ts';
import { openSources } from '#scraper/sources/open-sources.ts';
import { createSourceJournal } from '#scraper/sources/source-journal.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';

const NOW = Date.UTC(2026, 5, 1);

function open(records = createFakeRecords()) {
  const clock = { now: NOW };
  const now = () => clock.now;
  const sources = openSources({
    configs: {},
    userAgent: 'test',
    records,
    now,
    budgets: { 'bluesky.requests': 7 },
  });
  const journal = createSourceJournal(records, now);
  const status = async (name: string) => (await sources.list()).find((one) => one.name === name);
  return { clock, sources, journal, status };
}

it('lists every source with its budgets and the next run', async () => {
  const { sources } = open();
  const list = await sources.list((name) => (name === 'bluesky' ? NOW + 1 : null));
  const schema = Compile(SourceStatus);
  for (const one of list) assert.ok(schema.Check(one), one.name);
  const bluesky = list.find(({ name }) => name === 'bluesky');
  assert.deepEqual([bluesky?.state, bluesky?.next_run_at], ['ready', NOW + 1]);
  assert.deepEqual(bluesky?.budgets, [
    { name: 'requests', unit: 'requests', limit: 7, used: 0, left: 7, resets_at: NOW + 86_400_000 },
  ]);
});

it('a source fails from its last error until its next success, also for other scrapers', async () => {
  const { clock, journal, status } = open();
  await journal.succeeded('bluesky');
  clock.now += 1_000;
  await journal.failed('bluesky', new SourceFault('passing', 'bsky.test answered 503'));
  const failed = await status('bluesky');
  assert.deepEqual([failed?.state, failed?.reason], ['failing', 'bsky.test answered 503']);
  assert.deepEqual(failed?.last_error, {
    at: NOW + 1_000,
    kind: 'passing',
    message: 'bsky.test answered 503',
  });
  clock.now += 1_000;
  await journal.succeeded('bluesky');
  assert.equal((await status('bluesky'))?.state, 'ready');
});

it('is exhausted while the network accepts no request, and then ready again', async () => {
  const { clock, journal, status } = open();
  const rest = new SourceFault('exhausted', 'accepts the next request in 20 min', {
    retryAfterMs: 1_200_000,
  });
  await journal.failed('github', rest);
  assert.deepEqual((await status('github'))?.state, 'exhausted');
  clock.now += 1_200_000;
  assert.equal((await status('github'))?.state, 'ready');
});

it('is exhausted while its budget is used up, and ready once the operator has raised it', async () => {
  const records = createFakeRecords();
  const { journal, status } = open(records);
  const signal = new AbortController().signal;
  const budgetsOf = (perDay: number) =>
    createBudgets({
      ...{ records, source: 'bluesky', now: () => NOW },
      rules: [{ ...BLUESKY_BUDGETS[0]!, perDay }],
    });
  const small = budgetsOf(7);
  await small.spend('requests', 7, signal);
  const fault = await small.spend('requests', 1, signal).catch((error: unknown) => error);
  assert.ok(fault instanceof SourceFault);
  await journal.failed('bluesky', fault);
  assert.equal((await status('bluesky'))?.state, 'exhausted');
  const raised = openSources({
    ...{ configs: {}, userAgent: 'test', records, now: () => NOW },
    budgets: { 'bluesky.requests': 100 },
  });
  assert.equal((await raised.status('bluesky'))?.state, 'ready');
});

it('refuses an unknown source', async () => {
  await assert.rejects(open().sources.get('nowhere'), SourceFault);
});
