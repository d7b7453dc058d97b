import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AvatarFault } from '#scraper/avatars/avatar-fault.ts';
import { createHostGate } from '#scraper/fetch/host-gate.ts';

const { signal } = new AbortController();
const passing = (retryAfterMs: number | null = null) =>
  new AvatarFault('the host responded with status 503', { isPermanent: false, retryAfterMs });

/** Lets everything run that can. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('limits the requests for each host and in total', async () => {
  const gate = createHostGate({ restMs: 10_000, perHost: 2, total: 3 });
  const order: string[] = [];
  const enter = async (host: string, name: string) => {
    const visit = await gate.enter(host, signal);
    order.push(name);
    return visit;
  };
  const first = await enter('a', 'a1');
  await enter('a', 'a2');
  const third = enter('a', 'a3');
  const other = await enter('b', 'b1');
  const last = enter('c', 'c1');
  await turn();
  assert.deepEqual(order, ['a1', 'a2', 'b1']);
  first.leave();
  first.leave();
  await third;
  await turn();
  assert.deepEqual(order, ['a1', 'a2', 'b1', 'a3']);
  other.leave();
  await last;
});

test('a visitor that gives up waits no longer and frees no place', async () => {
  const gate = createHostGate({ restMs: 10_000, perHost: 1, total: 1 });
  const visit = await gate.enter('a', signal);
  const giving = new AbortController();
  const waiting = gate.enter('a', giving.signal);
  giving.abort(new Error('gone'));
  await assert.rejects(waiting, /gone/);
  visit.leave();
  await gate.enter('a', signal);
});

test('a visitor that gives up while another takes the free place waits no longer', async () => {
  const gate = createHostGate({ restMs: 10_000, perHost: 1, total: 1 });
  const visit = await gate.enter('a', signal);
  const next = gate.enter('a', signal);
  const giving = new AbortController();
  const waiting = gate.enter('a', giving.signal);
  visit.leave();
  giving.abort(new Error('gone'));
  const outcome = await Promise.race([waiting.catch((error: Error) => error.message), next.then(turn)]);
  assert.equal(outcome, 'gone');
});

test('a host that fails three times in a row rests, each time longer, until it answers', async () => {
  let now = 0;
  const gate = createHostGate({ restMs: 10_000, perHost: 1, total: 9, now: () => now });
  const fail = async () => (await gate.enter('a', signal)).leave(passing());
  const restsFor = async () => {
    const fault: unknown = await gate.enter('a', signal).then(
      (visit) => visit.leave(),
      (error) => error,
    );
    return fault instanceof AvatarFault ? fault.retryAfterMs : null;
  };
  for (let i = 0; i < 3; i++) await fail();
  assert.equal(await restsFor(), 10_000);
  (await gate.enter('b', signal)).leave();
  now += 10_000;
  await fail();
  assert.equal(await restsFor(), 20_000);
  for (let i = 0; i < 10; i++) {
    now += 300_000;
    await fail();
  }
  assert.equal(await restsFor(), 300_000);
  now += 300_000;
  assert.equal(await restsFor(), null);
  await fail();
  assert.equal(await restsFor(), null);
});

test('leaves a host alone for as long as it asks, within reason', async () => {
  let now = 0;
  const gate = createHostGate({ restMs: 10_000, perHost: 1, total: 9, now: () => now });
  (await gate.enter('a', signal)).leave(passing(60_000));
  await assert.rejects(gate.enter('a', signal), {
    message: 'the host responded with status 503',
    isPermanent: false,
    retryAfterMs: 60_000,
  });
  now += 60_000;
  (await gate.enter('a', signal)).leave(passing(10 * 86_400_000));
  await assert.rejects(gate.enter('a', signal), { retryAfterMs: 15 * 60_000 });
});

test('a request that waits for a host fails at once when the host begins to rest', async () => {
  const gate = createHostGate({ restMs: 10_000, perHost: 1, total: 9 });
  const visit = await gate.enter('a', signal);
  const waiting = gate.enter('a', signal);
  visit.leave(passing(60_000));
  await assert.rejects(waiting, { name: 'AvatarFault' });
});
