import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AbortError } from '#cli/errors.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { freePort } from '#tests/support/free-port.ts';
import { isAlive, waitUntilGone } from '#tests/support/platform/processes.ts';
import type { Bench, Run } from './harness.ts';
import { createBench, takePort, waitUntil } from './harness.ts';

const benches: Bench[] = [];
const bench = () => {
  const made = createBench();
  benches.push(made);
  return made;
};
after(() => Promise.all(benches.map((one) => one.dispose())));

const pidOf = (one: Bench, name?: string): number =>
  one.document(name).pid ?? assert.fail('no process is remembered');
const port = async () => String(await freePort());

/** Codes of the notes and warnings of a run with `-o json`. */
const notesOf = (run: Run) => run.events().flatMap((event) => (event.type === 'note' ? [event.code] : []));

/** Exit code of `status`, and the state that it reports. */
async function stateOf(one: Bench): Promise<[code: number, state: string | undefined]> {
  const status = await one.run(['status', '-o', 'json']);
  return [status.code, status.events().flatMap((event) => (event.type === 'status' ? [event.state] : []))[0]];
}

test('up, up again and down are one platform, and no process is left', async () => {
  const one = bench();
  const up = await one.run(['up', '--port', await port()]);
  assert.equal(up.code, 0, up.stderr);
  assert.match(up.stdout, /^http:\/\/127\.0\.0\.1:\d+\n$/);
  assert.match(up.stderr, /^ {2}influscope search tech$/m);
  assert.match(up.stderr, /influscope up --target kubernetes$/m);
  const pid = pidOf(one);
  assert.equal(statSync(one.home).mode & 0o777, 0o700);
  assert.equal(statSync(join(one.home, 'platforms/influscope/admin-token')).mode & 0o777, 0o600);

  const again = await one.run(['up', '-o', 'json']);
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(notesOf(again), ['already_running']);
  assert.equal(pidOf(one), pid);

  assert.equal((await one.run(['status'])).code, 0);
  const down = await one.run(['down']);
  assert.equal(down.code, 0, down.stderr);
  assert.equal(isAlive(pid), false);
  assert.equal((await one.run(['down'])).code, 0);
  assert.deepEqual(await stateOf(one), [1, 'stopped']);
});

test('two platforms started at once are one', async () => {
  const one = bench();
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
  const one = bench();
  const first = await freePort();
  await one.run(['up', '--port', String(first)]);
  const refused = await one.run(['up', '--name', 'second', '--port', String(first)]);
  assert.deepEqual([refused.code, refused.error], [1, 'port_in_use']);
  assert.match(refused.stderr, /"influscope"/);
  const second = await one.run(['up', '--name', 'second', '--port', await port()]);
  assert.equal(second.code, 0, second.stderr);
  assert.notEqual(pidOf(one, 'second'), pidOf(one));
});

test('a killed platform is told from a stopped one, and up starts it again', async () => {
  const one = bench();
  await one.run(['up', '--port', await port()]);
  const pid = pidOf(one);
  process.kill(pid, 'SIGKILL');
  await waitUntilGone(pid);
  assert.deepEqual(await stateOf(one), [1, 'killed']);
  const search = await one.run(['search', 'tech']);
  assert.deepEqual([search.code, search.error], [1, 'platform_killed']);
  assert.match(search.stderr, /^try: influscope up$/m);
  const up = await one.run(['up', '-o', 'json']);
  assert.equal(up.code, 0, up.stderr);
  assert.deepEqual(notesOf(up), ['was_killed']);
  assert.notEqual(pidOf(one), pid);
});

test('status of a crashed platform tells its last words', async () => {
  const one = bench();
  await one.run(['up', '--port', await port()]);
  const pid = pidOf(one);
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
  const one = bench();
  await one.run(['up', '--port', await port()]);
  const pid = pidOf(one);
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
  const one = bench();
  const taken = await takePort();
  const up = await one.run(['up', '--port', String(taken.port)]);
  await taken.close();
  assert.deepEqual([up.code, up.error], [1, 'port_in_use']);
  assert.ok(up.stderr.includes(String(taken.port)));
});

test('a remembered port that somebody took is replaced by a free one, and it is said why', async () => {
  const one = bench();
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
  const one = bench();
  await one.run(['up', '--port', await port()]);
  const pid = pidOf(one);
  const other = await port();
  const up = await one.run(['up', '--port', other]);
  assert.deepEqual([up.code, up.error], [1, 'port_differs']);
  assert.match(up.stderr, new RegExp(`influscope deploy --port ${other}$`, 'm'));
  const deploy = await one.run(['deploy', '--port', other]);
  assert.equal(deploy.code, 0, deploy.stderr);
  assert.equal(one.document().port, Number(other));
  assert.equal(isAlive(pid), false);
});

test('a failure to start is told with its own hint and leaves no process', async () => {
  const one = bench();
  const failure = {
    code: 'store_newer',
    message: 'records.db was written by version 9',
    hint: { text: 'install it' },
  };
  one.misbehave({ fail: failure });
  const up = await one.run(['up', '--port', await port(), '-o', 'json']);
  assert.equal(up.code, 1);
  const last = up.events().at(-1);
  assert.deepEqual(last, {
    v: 1,
    type: 'error',
    code: 'store_newer',
    message: failure.message,
    hint: 'install it',
    exit_code: 1,
  });
  assert.equal(one.document().pid, null);
});

test('what a dying process printed last is in the error', async () => {
  const one = bench();
  one.misbehave({ die: 'Segmentation something' });
  const up = await one.run(['up', '--port', await port()]);
  assert.deepEqual([up.code, up.error], [1, 'start_failed']);
  assert.match(up.stderr, /Segmentation something/);
});

test('a start that takes too long is given up and leaves no process', async () => {
  const one = bench();
  one.misbehave({ mute: true });
  const up = await one.run(['up', '--port', await port(), '--timeout', '300ms']);
  assert.deepEqual([up.code, up.error], [1, 'timeout']);
  assert.equal(one.document().pid, null);
});

test('what is not ready in time is named', async () => {
  const one = bench();
  one.misbehave({ laggards: ['records'] });
  const up = await one.run(['up', '--port', await port(), '--timeout', '3s']);
  assert.deepEqual([up.code, up.error], [1, 'not_ready']);
  assert.match(up.stderr, /\brecords\b/);
});

test('what only a person can mend is told at once, and reindex goes on from there', async () => {
  const one = bench();
  one.misbehave({ laggards: ['search'], hint: { command: ['reindex'] } });
  const up = await one.run(['up', '--port', await port()]);
  assert.deepEqual([up.code, up.error], [1, 'not_ready']);
  assert.match(up.stderr, /^try: influscope reindex$/m);
  const status = await one.run(['status']);
  assert.equal(status.code, 1);
  assert.match(status.stdout, /try: influscope reindex$/m);
  const reindex = await one.run(['reindex']);
  assert.equal(reindex.code, 0, reindex.stderr);
});

test('an interrupted up ends with 130 and leaves no process', async () => {
  const one = bench();
  one.misbehave({ mute: true });
  const interrupt = new AbortController();
  const running = one.run(['up', '--port', await port()], { signal: interrupt.signal });
  await waitUntil(() => existsSync(join(one.home, 'platforms/influscope/target.json')));
  const pid = pidOf(one);
  interrupt.abort(new AbortError('SIGINT'));
  assert.equal((await running).code, 130);
  assert.equal(isAlive(pid), false);
});

test('a platform that does not drain is killed, with a warning', async () => {
  const one = bench();
  one.misbehave({ deaf: true });
  await one.run(['up', '--port', await port()]);
  const pid = pidOf(one);
  const down = await one.run(['down', '-o', 'json'], { env: { INFLUSCOPE_SHUTDOWN_GRACE_MS: '100' } });
  assert.equal(down.code, 0, down.stderr);
  assert.deepEqual(notesOf(down), ['killed', 'data_kept']);
  assert.equal(isAlive(pid), false);
});

test('down --delete-data leaves nothing, and then nothing is known', async () => {
  const one = bench();
  await one.run(['up', '--port', await port()]);
  assert.equal((await one.run(['down', '--delete-data'])).code, 0);
  assert.equal(existsSync(join(one.home, 'platforms/influscope')), false);
  for (const command of [['down'], ['deploy'], ['search', 'x'], ['status']]) {
    const { code, error } = await one.run(command);
    assert.deepEqual([code, error], [2, 'platform_unknown'], command.join());
  }
  assert.equal((await one.run(['down', '--target', 'local'])).code, 0);
});

test('a state folder that cannot be written to is named', async () => {
  const one = bench();
  const file = one.write('not-a-folder', '');
  const up = await one.run(['up'], { env: { INFLUSCOPE_HOME: join(file, 'home') } });
  assert.deepEqual([up.code, up.error], [1, 'state_not_writable']);
  assert.match(up.stderr, /not-a-folder[\s\S]*INFLUSCOPE_HOME/);
});

test('doctor says what is wrong and how to mend it', async () => {
  const one = bench();
  const well = await one.run(['doctor']);
  assert.equal(well.code, 0, well.stdout);
  await one.run(['up', '--port', await port()]);
  process.kill(pidOf(one), 'SIGKILL');
  await waitUntilGone(pidOf(one));
  const { code, stdout } = await one.run(['doctor']);
  assert.equal(code, 1);
  assert.match(stdout, /✖ instance: .*\n {2}fix: influscope up/);
});

test('doctor does not recommend doctor for a state file that it cannot read', async () => {
  const one = bench();
  const state = join(one.home, 'platforms/influscope/target.json');
  mkdirSync(join(state, 'is-a-folder'), { recursive: true });
  const run = await one.run(['doctor', '-o', 'json']);
  const [last] = run.events().slice(-1);
  assert.deepEqual([run.code, last?.type === 'error' && last.code], [1, 'state_unreadable']);
  const hint = last?.type === 'error' ? hintText(last.hint) : '';
  assert.ok(hint.includes(state) && !hint.includes('doctor'), hint);
});

test('config show says where every value comes from, and refuses a slip in the file', async () => {
  const one = bench();
  one.write('influscope.yaml', 'port: 9001\n');
  const show = await one.run(['config', 'show', '--origin'], { env: { INFLUSCOPE_LOG_LEVEL: 'debug' } });
  assert.match(show.stdout, /^port: 9001 +# file .*influscope\.yaml$/m);
  assert.match(show.stdout, /^log_level: debug +# environment INFLUSCOPE_LOG_LEVEL$/m);
  assert.match(show.stdout, /^name: influscope +# default$/m);
  one.write('influscope.yaml', 'prot: 9001\n');
  const slip = await one.run(['status']);
  assert.deepEqual([slip.code, slip.error], [2, 'config_invalid']);
});

test('a context is refused on EKS, where the cluster is the platform’s own', async () => {
  const { code, error } = await bench().run(['up', '--target', 'eks', '--context', 'other']);
  assert.deepEqual([code, error], [2, 'option_not_for_target']);
});

test('a flag of another target is refused, wherever it comes from', async () => {
  for (const flags of [
    ['--dry-run'],
    ['--repair'],
    ['--region', 'us-east-1'],
    ['--phase-timeout', 'name=1m'],
  ]) {
    const { code, error } = await bench().run(['up', '--target', 'local', ...flags]);
    assert.deepEqual([code, error], [2, 'option_not_for_target'], flags.join(' '));
  }
});

test('a state file with an unknown target stops every command, and nothing is deleted', async () => {
  const one = bench();
  const folder = join(one.home, 'platforms/influscope');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'target.json'), '{"v":1,"target":"aks"}');
  const env = { AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' };
  for (const command of [['down', '--yes', '--delete-data'], ['up', '--yes'], ['status'], ['search', 'x']]) {
    const { code, error } = await one.run(command, { env });
    assert.deepEqual([code, error], [1, 'target_unknown'], command.join(' '));
  }
  assert.deepEqual(readdirSync(folder), ['target.json']);
});

test('in a run of GitHub Actions steps fold, a failure annotates, and the end is a page', async () => {
  const one = bench();
  const page = join(one.cwd, 'summary.md');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: page };
  const up = await one.run(['up', '--port', await port()], { env });
  assert.equal(up.code, 0);
  assert.match(up.stderr, /::group::.*\n(?:.*\n)*::endgroup::\n✔ /);
  const refused = await one.run(['down', '--target', 'kubernetes'], { env });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^::error title=target_differs::.*%0Atry: /m);
  assert.match(readFileSync(page, 'utf8'), /## influscope up\n\n[\s\S]*✅[\s\S]*## influscope down\n\n> ❌ /);
});
