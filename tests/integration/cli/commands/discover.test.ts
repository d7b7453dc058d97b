import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { AbortError } from '#cli/errors.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { freePort } from '#tests/support/free-port.ts';
import { createBench } from './harness.ts';

const found = createBench();
const endless = createBench();
const failing = createBench();
const empty = createBench();
const paused = createBench();
const refused = createBench();
const benches = [found, endless, failing, empty, paused, refused];
const dropped = { few_followers: 30, gone: 2 };

before(async () => {
  const reading = { state: 'reading', found: 80, read: 50, kept: 18, dropped };
  found.misbehave({
    discovery: [
      { state: 'finding', found: 40 },
      reading,
      { state: 'done', read: 80, kept: 48, budget_left: 2_900 },
    ],
  });
  endless.misbehave({ discovery: [reading] });
  failing.misbehave({ discovery: [{ state: 'failed', reason: 'bsky.test answered 503' }] });
  empty.misbehave({ discovery: [{ state: 'done', found: 7, read: 7, dropped: { few_followers: 7 } }] });
  const pause = { reason: 'the daily budget is used up', paused_until: Date.now() + 3_600_000 };
  paused.misbehave({ discovery: [{ state: 'reading', found: 9, read: 5, kept: 5, ...pause }] });
  const ways = [
    { seed: '@unknown.test', reason: 'no such account or list' },
    { seed: null, reason: 'bsky.test answered 403' },
  ];
  refused.misbehave({ discovery: [{ state: 'done', found: 9, read: 9, kept: 9, refused: ways }] });
  for (const bench of benches) {
    const up = await bench.run(['up', '--port', String(await freePort())]);
    assert.equal(up.code, 0, up.stderr);
  }
});

const discoveries = (events: readonly { type: string }[]) =>
  events.filter((event): event is EventOf<'discovery'> => event.type === 'discovery');

test('discover reports how the discovery is until its profiles are searchable', async () => {
  const { code, events } = await found.run([
    'discover',
    'vegan',
    'food',
    '--limit',
    '60',
    '--seed',
    '@chef.test',
    '--min-followers',
    '500',
    '-o',
    'json',
  ]);
  assert.equal(code, 0);
  const all = discoveries(events());
  const { topic, seeds, source, limit, min_followers } = all[0] ?? {};
  assert.deepEqual(
    [topic, seeds, source, limit, min_followers],
    ['vegan food', ['@chef.test'], 'bluesky', 60, 500],
  );
  assert.deepEqual(all.map(({ state, kept }) => [state, kept]).slice(-2), [
    ['reading', 18],
    ['done', 48],
  ]);
  const steps = events().flatMap((event) =>
    event.type === 'step' && event.status === 'done' ? event.step : [],
  );
  assert.deepEqual(steps, ['discover', 'index']);
  const rates = events().flatMap((event) => (event.type === 'progress' ? [event.rate] : []));
  assert.ok(
    rates.some((rate) => rate !== null && rate > 0),
    JSON.stringify(rates),
  );
});

test('discover says why accounts were dropped, and how much budget is left', async () => {
  const { stdout } = await found.run(['discover', 'vegan food']);
  for (const part of ['48', '80', '30', 'few followers', '2,900'])
    assert.match(stdout, new RegExp(part), part);
});

test('discover that is interrupted leaves the run in the instance and names its id', async () => {
  const interrupt = new AbortController();
  let id = '';
  const { code, events } = await endless.run(['discover', 'vegan food', '-o', 'json'], {
    signal: interrupt.signal,
    onStdout(text) {
      if (!text.includes('"reading"')) return;
      id = /"id":"([^"]+)"/.exec(text)?.[1] ?? '';
      interrupt.abort(new AbortError('SIGINT'));
    },
  });
  assert.equal(code, 130);
  const notes = events().flatMap((event) => (event.type === 'note' ? [[event.code, event.hint]] : []));
  assert.deepEqual(
    notes.map(([note]) => note),
    ['discovery_continues', 'discovery_stop'],
  );
  for (const [, hint] of notes) assert.match(String(hint), new RegExp(id));

  const stopped = await endless.run(['discover', '--stop', id, '-o', 'json']);
  assert.deepEqual([stopped.code, discoveries(stopped.events())[0]?.state], [0, 'cancelled']);
});

test('discover fails with the reason of a discovery that failed', async () => {
  const { code, error, stderr } = await failing.run(['discover', 'vegan food']);
  assert.deepEqual([code, error], [1, 'discovery_failed']);
  assert.match(stderr, /503/);
});

test('discover that keeps nothing fails', async () => {
  const { code, error } = await empty.run(['discover', 'vegan food']);
  assert.deepEqual([code, error], [1, 'nothing_found']);
});

test('a discovery that fails is not reported as done', async () => {
  const { events } = await failing.run(['discover', 'vegan food', '-o', 'json']);
  const done = events().filter((event) => event.type === 'step' && event.status === 'done');
  assert.deepEqual(done, []);
});

test('discover returns when a budget is used up, and says that the discovery continues', async () => {
  const { code, events } = await paused.run(['discover', 'vegan food', '-o', 'json']);
  assert.equal(code, 0);
  const notes = events().flatMap((event) => (event.type === 'note' ? event.code : []));
  assert.deepEqual(notes, ['discovery_paused']);
});

test('discover warns about a seed that was not found', async () => {
  const { code, events } = await refused.run(['discover', 'food', '--seed', '@unknown.test', '-o', 'json']);
  assert.equal(code, 0);
  const warnings = events().flatMap((event) => (event.type === 'note' ? event.code : []));
  assert.deepEqual(warnings, ['seed_refused']);
});

test('discover that keeps nothing suggests the same discovery with smaller accounts', async () => {
  const { stderr } = await empty.run(['discover', 'vegan food', '--seed', '@chef.test']);
  assert.match(stderr, /discover 'vegan food' --source bluesky --seed @chef\.test --min-followers 0/);
});

for (const command of [
  ['discover', 'food'],
  ['refresh', '--all'],
]) {
  test(`${command[0]} suggests the source that was meant`, async () => {
    const { code, error, stderr } = await found.run([...command, '--source', 'mastodo']);
    assert.deepEqual([code, error], [2, 'source_unknown']);
    assert.match(stderr, new RegExp(`${command.join(' ')} --source mastodon`));
  });
}

for (const [args, code] of [
  [[], 'nothing_to_find'],
  [['topic', '--resume', 'abcdefgh'], 'topic_with_id'],
] as const) {
  test(`discover ${args.join(' ') || 'without arguments'} is refused`, async () => {
    const { code: exit, error } = await found.run(['discover', ...args]);
    assert.deepEqual([exit, error], [2, code]);
  });
}

test('discover --resume of an unknown discovery fails', async () => {
  const { code, error } = await found.run(['discover', '--resume', 'abcdefgh-unknown']);
  assert.deepEqual([code, error], [1, 'discovery_unknown']);
});

test('sources shows state, budget and errors as a table, and everything as JSON', async () => {
  const { code, stdout, stderr } = await found.run(['sources'], { env: { COLUMNS: '120' } });
  assert.equal(code, 0);
  const [, bluesky = '', mastodon = ''] = stdout.split('\n');
  assert.match(bluesky, /^bluesky +ready +910 of 1,000 requests/);
  assert.match(mastodon, /^mastodon +failing/);
  assert.match(stderr, /503/);
  assert.ok(!stderr.includes('\u001b[31m'));
  const { sources } = JSON.parse((await found.run(['sources', '-o', 'json'])).stdout) as {
    sources: object[];
  };
  assert.equal(sources.length, 2);
});
