import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { freePort } from '#tests/support/free-port.ts';
import { createBench } from './harness.ts';

const IDS = ['5f3a9c01be22aa', '5f3a77', 'c0ffee0000', 'd1'];
const one = createBench();
before(async () => {
  one.misbehave({ dead: IDS });
  const up = await one.run(['up', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
});

test('queues tells depth, rates, age and dead letters in a table, and who counted', async () => {
  const { code, stdout, stderr } = await one.run(['queues'], { env: { COLUMNS: '80' } });
  assert.equal(code, 0, stderr);
  const [heading, jobs, events] = stdout.split('\n');
  assert.match(heading ?? '', /^QUEUE +READY +IN FLIGHT +DELAYED +IN\/S +DONE\/S +OLDEST +DEAD$/);
  assert.match(jobs ?? '', /^scrape-jobs +0 +0 +0 +12 +- +- +0$/);
  assert.match(events ?? '', /^profile-events +1,234 +0 +0 +12 +- +1 min 1 s +4$/);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(stderr, /influscope queues dead profile-events$/m);
});

test('queues can be read by programs', async () => {
  const json = JSON.parse((await one.run(['queues', '-o', 'json'])).stdout);
  assert.deepEqual(
    json.queues.map(({ name }: { name: string }) => name),
    ['scrape-jobs', 'profile-events'],
  );
  assert.equal((await one.run(['queues', '-o', 'ndjson'])).stdout.trim().split('\n').length, 2);
});

test('status names dead letters and the command that shows them', async () => {
  const { stdout } = await one.run(['status']);
  assert.match(stdout, /4 dead\n.*influscope queues dead profile-events$/m);
});

test('queues dead lists why, when and how often, without what could drive the terminal', async () => {
  const { code, stdout, stderr } = await one.run(['queues', 'dead'], { env: { COLUMNS: '80' } });
  assert.equal(code, 0, stderr);
  const [heading, ...rows] = stdout.trimEnd().split('\n');
  assert.match(heading ?? '', /^ID +TRIES +DIED +SIZE +REASON$/);
  assert.equal(rows.length, 4);
  assert.match(rows[0] ?? '', /^5f3a9c01be22 +5 +2 min ago +9 B +the event of 5f3a9c01be22aa/);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80 && !line.includes('\u001b'), line);
  assert.match(stderr, /4 of 4/);
  assert.equal((await one.run(['queues', 'dead', 'scrape-jobs'])).stdout, '');
  const rowsOf = (await one.run(['queues', 'dead', '-n', '2', '-o', 'ndjson'])).stdout.trim().split('\n');
  assert.deepEqual(
    rowsOf.map((row) => JSON.parse(row).id),
    IDS.slice(0, 2),
  );
});

test('queues dead --show lays out the message that is named by the beginning of its id', async () => {
  const { stdout } = await one.run(['queues', 'dead', '--show', '--id', 'c0ff']);
  assert.match(
    stdout,
    /^id +c0ffee0000\nqueue +profile-events\ndied .*2 min ago\), after 5 attempts\nreason/,
  );
  assert.match(stdout, /\{\n {2}"a": \[\n {4}1/);
  const json = JSON.parse((await one.run(['queues', 'dead', '--show', '--id', 'd1', '-o', 'json'])).stdout);
  assert.equal(json.queues[0].dead[0].body, '{"a":[1]}');
});

test('an id that is none, or the beginning of several, is refused and nothing is done', async () => {
  const none = await one.run(['queues', 'dead', '--discard', '--yes', '--id', 'beef', '--id', 'd1']);
  assert.deepEqual([none.code, none.error], [1, 'dead_letter_not_found']);
  const several = await one.run(['queues', 'dead', '--retry', '--id', '5f3a']);
  assert.deepEqual([several.code, several.error], [2, 'ambiguous_id']);
  assert.equal((await one.run(['queues', 'dead', '--discard', '--retry'])).code, 2);
  const withoutDead = await one.run(['queues', '--discard']);
  assert.deepEqual([withoutDead.code, withoutDead.error], [2, 'dead_missing']);
  assert.match(withoutDead.stderr, /^try: influscope queues dead --discard$/m);
  assert.match((await one.run(['queues', 'dead'])).stderr, /4 of 4/);
});

test('discard asks on a terminal, and is refused without one', async () => {
  const refused = await one.run(['queues', 'dead', 'profile-events', '--discard']);
  assert.deepEqual([refused.code, refused.error], [2, 'confirmation_needed']);
  for (const input of ['n\n', '\n', '']) {
    const declined = await one.run(['queues', 'dead', '--discard'], { input, stdinIsTerminal: true });
    assert.deepEqual([declined.code, declined.stdout], [1, '']);
    assert.match(declined.stderr, /\b4\b.*profile-events.*\[y\/N\] /);
  }
  const agreed = await one.run(['queues', 'dead', '--discard', '--id', 'd1'], {
    input: 'y\n',
    stdinIsTerminal: true,
  });
  assert.equal(agreed.code, 0);
  assert.match(agreed.stdout, /^profile-events: 1 /);
});

test('dead letters are sent again, those named or all', async () => {
  const named = await one.run(['queues', 'dead', '--retry', '--id', 'c0ffee0000']);
  assert.equal(named.code, 0);
  assert.match(named.stdout, /^profile-events: 1 /);
  const all = await one.run(['queues', 'dead', 'profile-events', '--retry', '-o', 'json']);
  assert.deepEqual(JSON.parse(all.stdout), { queues: [{ queue: 'profile-events', count: 2 }] });
  const none = await one.run(['queues', 'dead', '--retry']);
  assert.deepEqual([none.code, none.stdout], [0, '']);
});
