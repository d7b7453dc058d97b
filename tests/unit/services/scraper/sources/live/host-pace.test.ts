import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Turn } from '#scraper/sources/live/http/host-pace.ts';
import { createHostPace } from '#scraper/sources/live/http/host-pace.ts';
import type { RateLimit } from '#scraper/sources/live/http/rate-limit-headers.ts';

const UNLIMITED: RateLimit = { remaining: null, limit: null, resetMs: null, retryAfterMs: null };
const signal = new AbortController().signal;
const QUICK = { concurrency: 3, perSecond: 100_000, answersToSpeedUp: 1 };

/** Whether the promise has settled once everything that is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.finally(() => (settled = true)).catch(() => {});
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

it('sends one request until the first answer, then more with each answer, as many as allowed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000 });
  const pace = createHostPace({ ...QUICK, now: Date.now });
  const turns = Array.from({ length: 5 }, () => pace.enter(signal));
  const first = await (turns[0] as Promise<Turn>);
  assert.equal(await isSettled(turns[1]!), false);
  first.leave(UNLIMITED);
  for (let step = 0; step < 5; step++) {
    t.mock.timers.tick(1);
    await isSettled(turns[2]!);
  }
  assert.equal(await isSettled(turns[2]!), true);
  assert.equal(await isSettled(turns[3]!), false);
  (await turns[1]!).leave(UNLIMITED);
  (await turns[2]!).leave(UNLIMITED);
  t.mock.timers.tick(1);
  await isSettled(turns[4]!);
  t.mock.timers.tick(1);
  assert.equal(await isSettled(turns[4]!), true);
});

it('waits for the new window when none is left, and for Retry-After', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000 });
  const pace = createHostPace({ ...QUICK, now: Date.now });
  (await pace.enter(signal)).leave({ ...UNLIMITED, remaining: 0, resetMs: 5_000 });
  const second = pace.enter(signal);
  t.mock.timers.tick(4_999);
  assert.equal(await isSettled(second), false);
  t.mock.timers.tick(1);
  (await second).leave({ ...UNLIMITED, retryAfterMs: 2_000 });
  const third = pace.enter(signal);
  t.mock.timers.tick(1_999);
  assert.equal(await isSettled(third), false);
  t.mock.timers.tick(1);
  assert.equal(await isSettled(third), true);
});

it('counts requests under way as not yet seen by the answer', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000 });
  const pace = createHostPace({ ...QUICK, now: Date.now });
  (await pace.enter(signal)).leave({ ...UNLIMITED, remaining: 10, resetMs: 60_000 });
  t.mock.timers.tick(1);
  const second = await pace.enter(signal);
  t.mock.timers.tick(1);
  const third = await pace.enter(signal);
  assert.ok(third);
  // One is under way, so the one that is left may be used up already.
  second.leave({ ...UNLIMITED, remaining: 1, resetMs: 60_000 });
  const fourth = pace.enter(signal);
  t.mock.timers.tick(100);
  assert.equal(await isSettled(fourth), false);
});

it('rejects a waiting request with the reason of its signal', async () => {
  const pace = createHostPace(QUICK);
  await pace.enter(signal);
  const controller = new AbortController();
  const waiting = pace.enter(controller.signal);
  controller.abort(new Error('stopped by the test'));
  await assert.rejects(waiting, /stopped by the test/);
});

it('refuses a turn that is too far away', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000 });
  const refusal = (waitMs: number) => new Error(`wait ${waitMs}`);
  const pace = createHostPace({ ...QUICK, now: Date.now, maxWaitMs: 60_000, refusal });
  const turn = await pace.enter(signal);
  const queued = pace.enter(signal);
  turn.leave({ ...UNLIMITED, remaining: 0, resetMs: 3_600_000 });
  await assert.rejects(queued, { message: 'wait 3600000' });
  await assert.rejects(pace.enter(signal), { message: 'wait 3600000' });
});

it('sends one request at a time after a 429, until many answers came without another', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000 });
  const pace = createHostPace({ ...QUICK, answersToSpeedUp: 50, now: Date.now });
  const take = async () => {
    const turn = pace.enter(signal);
    t.mock.timers.tick(1);
    return turn;
  };
  (await pace.enter(signal)).leave({ ...UNLIMITED, retryAfterMs: 1_000 });
  assert.equal(pace.restMs(), 1_000);
  t.mock.timers.tick(1_000);
  for (let answers = 0; answers < 50; answers++) {
    const turn = await take();
    const second = pace.enter(signal);
    t.mock.timers.tick(1);
    assert.equal(await isSettled(second), false, `after ${answers} answers`);
    turn.leave(UNLIMITED);
    t.mock.timers.tick(1);
    if (answers < 49) (await second).leave(UNLIMITED);
    answers++;
  }
  await take();
  const third = pace.enter(signal);
  t.mock.timers.tick(1);
  assert.equal(await isSettled(third), true);
});

it('needs twice as many answers after each further 429 before it sends two requests at a time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000 });
  const pace = createHostPace({ ...QUICK, concurrency: 2, answersToSpeedUp: 5, now: Date.now });
  const take = () => {
    const turn = pace.enter(signal);
    t.mock.timers.tick(1);
    return turn;
  };
  const slowDown = async () => {
    (await take()).leave({ ...UNLIMITED, retryAfterMs: 1_000 });
    t.mock.timers.tick(1_000);
  };
  /** Answers until two requests may be under way. */
  const answersToTwo = async () => {
    for (let answers = 0; ; answers++) {
      const first = await take();
      const controller = new AbortController();
      const second = pace.enter(controller.signal);
      second.catch(() => {});
      t.mock.timers.tick(1);
      const isAdmitted = await isSettled(second);
      if (isAdmitted) (await second).leave(null);
      else controller.abort();
      first.leave(isAdmitted ? null : UNLIMITED);
      t.mock.timers.tick(1);
      if (isAdmitted) return answers;
    }
  };
  await slowDown();
  assert.equal(await answersToTwo(), 5);
  for (let times = 0; times < 3; times++) await slowDown();
  assert.equal(await answersToTwo(), 20);
  await slowDown();
  assert.equal(await answersToTwo(), 5);
});
