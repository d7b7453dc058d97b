import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '#tests/support/free-port.ts';
import { isAlive, waitUntilGone } from '#tests/support/platform/processes.ts';
import type { Bench, Run } from './harness.ts';
import { createBench, takePort } from './harness.ts';

const port = async () => String(await freePort());

/** Codes of the notes and warnings of a run with `-o json`. */
const notesOf = (run: Run) => run.events().flatMap((event) => (event.type === 'note' ? [event.code] : []));

/** Exit code of `status`, and the state that it reports. */
async function stateOf(one: Bench): Promise<[code: number, state: string | undefined]> {
  const status = await one.run(['status', '-o', 'json']);
  return [status.code, status.events().flatMap((event) => (event.type === 'status' ? [event.state] : []))[0]];
}

test('up, up again and down act on one instance, and leave no process', async () => {
  const one = createBench();
  const up = await one.run(['up', '--port', await port()]);
  assert.equal(up.code, 0, up.stderr);
  assert.match(up.stdout, /^http:\/\/127\.0\.0\.1:\d+\n$/);
  assert.match(up.stderr, /^ {2}influscope search tech$/m);
  assert.match(up.stderr, /influscope up --target kubernetes --name cluster$/m);
  const pid = one.pid();
  assert.equal(statSync(one.home).mode & 0o777, 0o700);
  assert.equal(statSync(join(one.home, 'platforms/influscope/admin-token')).mode & 0o777, 0o600);

  const again = await one.run(['up', '-o', 'json']);
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(notesOf(again), ['already_running']);
  assert.equal(one.pid(), pid);

  assert.equal((await one.run(['status'])).code, 0);
  const down = await one.run(['down']);
  assert.equal(down.code, 0, down.stderr);
  assert.equal(isAlive(pid), false);
  assert.equal((await one.run(['down'])).code, 0);
  assert.deepEqual(await stateOf(one), [1, 'stopped']);
});

test('two simultaneous starts create one instance', async () => {
  const one = createBench();
  const chosen = await port();
  const up = ['up', '--port', chosen, '-o', 'json'];
  const both = await Promise.all([one.run(up), one.run(up)]);
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
    both.map(({ stderr }) => stderr).join(),
  );
  assert.equal(both.filter((run) => notesOf(run).includes('already_running')).length, 1);
});

test('two names stand side by side, the second on a port of its own', async () => {
  const one = createBench();
  const first = await freePort();
  await one.run(['up', '--port', String(first)]);
  const refused = await one.run(['up', '--name', 'second', '--port', String(first)]);
  assert.deepEqual([refused.code, refused.error], [1, 'port_in_use']);
  assert.match(refused.stderr, /"influscope"/);
  const second = await one.run(['up', '--name', 'second', '--port', await port()]);
  assert.equal(second.code, 0, second.stderr);
  assert.notEqual(one.pid('second'), one.pid());
});

test('a killed instance is distinguished from a stopped one, and up starts it again', async () => {
  const one = createBench();
  await one.run(['up', '--port', await port()]);
  const pid = one.pid();
  process.kill(pid, 'SIGKILL');
  await waitUntilGone(pid);
  assert.deepEqual(await stateOf(one), [1, 'killed']);
  const search = await one.run(['search', 'tech']);
  assert.deepEqual([search.code, search.error], [1, 'platform_killed']);
  assert.match(search.stderr, /^try: influscope up$/m);
  const up = await one.run(['up', '-o', 'json']);
  assert.equal(up.code, 0, up.stderr);
  assert.deepEqual(notesOf(up), ['was_killed']);
  assert.notEqual(one.pid(), pid);
});

test('status of a crashed instance shows its last error', async () => {
  const one = createBench();
  await one.run(['up', '--port', await port()]);
  const pid = one.pid();
  const line = (time: string, message: string) =>
    `${JSON.stringify({ level: 'fatal', time, err: { message }, msg: 'fatal error, ending the process' })}\n`;
  const now = new Date().toISOString();
  writeFileSync(
    join(one.home, 'platforms/influscope/logs/services.log'),
    line('2020-01-01T00:00:00.000Z', 'long ago') + line(now, 'The thread storage-worker crashed'),
  );
  process.kill(pid, 'SIGKILL');
  await waitUntilGone(pid);
  const { code, stdout } = await one.run(['status']);
  assert.equal(code, 1);
  assert.match(stdout, /crash +\S+Z: The thread storage-worker crashed\n +try: influscope up/);
  assert.doesNotMatch(stdout, /long ago/);
});

test('a pid that now belongs to another program is never signalled', async () => {
  const one = createBench();
  await one.run(['up', '--port', await port()]);
  const pid = one.pid();
  process.kill(pid, 'SIGKILL');
  await waitUntilGone(pid);
  const stranger = spawn('sleep', ['60']);
  try {
    const document = { ...one.document(), pid: stranger.pid };
    writeFileSync(join(one.home, 'platforms/influscope/target.json'), JSON.stringify(document));
    assert.deepEqual(await stateOf(one), [1, 'stale']);
    assert.equal((await one.run(['down'])).code, 0);
    assert.equal(isAlive(stranger.pid ?? 0), true);
  } finally {
    stranger.kill();
    await once(stranger, 'exit');
  }
});

test('a taken port is named when it was asked for', async () => {
  const one = createBench();
  const taken = await takePort();
  const up = await one.run(['up', '--port', String(taken.port)]);
  await taken.close();
  assert.deepEqual([up.code, up.error], [1, 'port_in_use']);
  assert.ok(up.stderr.includes(String(taken.port)));
});

test('a remembered port that somebody took is replaced by a free one, and it is said why', async () => {
  const one = createBench();
  const taken = await takePort();
  one.misbehave({});
  writeFileSync(
    join(one.home, 'platforms/influscope/target.json'),
    JSON.stringify({ v: 1, target: 'local', port: taken.port, pid: null }),
  );
  const up = await one.run(['up', '-o', 'json']);
  await taken.close();
  assert.equal(up.code, 0, up.stderr);
  assert.deepEqual(notesOf(up), ['port_taken']);
  assert.notEqual(one.document().port, taken.port);
});

test('up on another port than the running one points to deploy, which moves it', async () => {
  const one = createBench();
  await one.run(['up', '--port', await port()]);
  const pid = one.pid();
  const other = await port();
  const up = await one.run(['up', '--port', other]);
  assert.deepEqual([up.code, up.error], [1, 'port_differs']);
  assert.match(up.stderr, new RegExp(`influscope deploy --port ${other}$`, 'm'));
  const deploy = await one.run(['deploy', '--port', other]);
  assert.equal(deploy.code, 0, deploy.stderr);
  assert.equal(one.document().port, Number(other));
  assert.equal(isAlive(pid), false);
});

test('a platform that does not drain is killed, with a warning', async () => {
  const one = createBench();
  one.misbehave({ deaf: true });
  await one.run(['up', '--port', await port()]);
  const pid = one.pid();
  const down = await one.run(['down', '-o', 'json'], { env: { INFLUSCOPE_SHUTDOWN_GRACE_MS: '100' } });
  assert.equal(down.code, 0, down.stderr);
  assert.deepEqual(notesOf(down), ['killed', 'data_kept']);
  assert.equal(isAlive(pid), false);
});

test('down --delete-data leaves nothing, and then nothing is known', async () => {
  const one = createBench();
  await one.run(['up', '--port', await port()]);
  assert.equal((await one.run(['down', '--delete-data'])).code, 0);
  assert.equal(existsSync(join(one.home, 'platforms/influscope')), false);
  for (const command of [['down'], ['deploy'], ['search', 'x'], ['status']]) {
    const { code, error } = await one.run(command);
    assert.deepEqual([code, error], [2, 'platform_unknown'], command.join());
  }
  assert.equal((await one.run(['down', '--target', 'local'])).code, 0);
});
