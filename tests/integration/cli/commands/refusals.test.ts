import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { freePort } from '#tests/support/free-port.ts';
import { waitUntilGone } from '#tests/support/platform/processes.ts';
import { createBench } from './harness.ts';

const port = async () => String(await freePort());

test('a state folder that cannot be written to is named', async () => {
  const one = createBench();
  const file = one.write('not-a-folder', '');
  const up = await one.run(['up'], { env: { INFLUSCOPE_HOME: join(file, 'home') } });
  assert.deepEqual([up.code, up.error], [1, 'state_not_writable']);
  assert.match(up.stderr, /not-a-folder[\s\S]*INFLUSCOPE_HOME/);
});

test('an empty name of a list or a saved search is refused before the instance is asked', async () => {
  const one = createBench();
  for (const args of [
    ['list', 'add', '', '@ada'],
    ['list', 'show', ' '],
    ['saved', 'add', '', 'tech'],
    ['saved', 'run', ' '],
  ]) {
    const refused = await one.run(args);
    assert.deepEqual([refused.code, refused.error], [2, 'argument_missing'], args.join(' '));
  }
});

test('doctor reports faults and how to fix them', async () => {
  const one = createBench();
  const well = await one.run(['doctor']);
  assert.equal(well.code, 0, well.stdout);
  await one.run(['up', '--port', await port()]);
  process.kill(one.pid(), 'SIGKILL');
  await waitUntilGone(one.pid());
  const { code, stdout } = await one.run(['doctor']);
  assert.equal(code, 1);
  assert.match(stdout, /✖ instance: .*\n {2}fix: influscope up/);
});

test('doctor does not recommend doctor for a state file that it cannot read', async () => {
  const one = createBench();
  const state = join(one.home, 'platforms/influscope/target.json');
  mkdirSync(join(state, 'is-a-folder'), { recursive: true });
  const run = await one.run(['doctor', '-o', 'json']);
  const [last] = run.events().slice(-1);
  assert.deepEqual([run.code, last?.type === 'error' && last.code], [1, 'state_unreadable']);
  const hint = last?.type === 'error' ? hintText(last.hint) : '';
  assert.ok(hint.includes(state) && !hint.includes('doctor'), hint);
});

test('config show says where every value comes from, and refuses a slip in the file', async () => {
  const one = createBench();
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
  const { code, error } = await createBench().run(['up', '--target', 'eks', '--context', 'other']);
  assert.deepEqual([code, error], [2, 'option_not_for_target']);
});

test('a flag of another target is refused, wherever it comes from', async () => {
  for (const flags of [
    ['--dry-run'],
    ['--repair'],
    ['--region', 'us-east-1'],
    ['--phase-timeout', 'name=1m'],
  ]) {
    const { code, error } = await createBench().run(['up', '--target', 'local', ...flags]);
    assert.deepEqual([code, error], [2, 'option_not_for_target'], flags.join(' '));
  }
});

test('an option of another target leads to an instance that accepts it, not to a second refusal', async () => {
  const one = createBench();
  await one.run(['up', '--port', await port()]);
  const refused = await one.run(['deploy', '--dry-run', '-o', 'json']);
  const [last] = refused.events().slice(-1);
  assert.deepEqual([refused.code, last?.type === 'error' && last.code], [2, 'option_not_for_target']);
  assert.match(last?.type === 'error' ? hintText(last.hint) : '', /--name.*: influscope ls$/);
  const { code } = await one.run(['ls']);
  assert.equal(code, 0);
});

test('a state file with an unknown target stops every command, and nothing is deleted', async () => {
  const one = createBench();
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
  const one = createBench();
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
