import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SETTING_KEYS } from '#cli/settings/registry.ts';
import { freePort } from '#tests/support/free-port.ts';
import { createBench, takePort } from '../commands/harness.ts';

test('a setting is written to the file, read from it and removed, and comments stay', async () => {
  const one = createBench();
  const file = one.write('influscope.yaml', '# why\nlog_level: debug # a note\n');
  assert.equal((await one.run(['config', 'set', 'port', '9000'])).code, 0);
  assert.equal((await one.run(['config', 'get', 'port'])).stdout, '9000\n');
  assert.equal(readFileSync(file, 'utf8'), '# why\nlog_level: debug # a note\nport: 9000\n');
  assert.equal((await one.run(['config', 'unset', 'port'])).code, 0);
  assert.equal((await one.run(['config', 'get', 'port'])).stdout, '8080\n');
  assert.match((await one.run(['config', 'list'])).stdout, /^log_level: debug$/m);
});

test('a settings file keeps its permissions when a setting is written', async () => {
  const one = createBench();
  const file = one.write('influscope.yaml', 'log_level: debug\n');
  chmodSync(file, 0o600);
  assert.equal((await one.run(['config', 'set', 'port', '9000'])).code, 0);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(
    readdirSync(one.cwd).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('without a file, set creates one in the working folder', async () => {
  const one = createBench();
  const { code, stdout } = await one.run([
    'config',
    'set',
    'source_ranges',
    '10.0.0.0/8,192.0.2.0/24',
    '-o',
    'json',
  ]);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), {
    file: join(one.cwd, 'influscope.yaml'),
    key: 'source_ranges',
    value: ['10.0.0.0/8', '192.0.2.0/24'],
  });
  assert.ok(existsSync(join(one.cwd, 'influscope.yaml')));
});

test('a wrong name or value changes nothing and leads to the right one', async () => {
  const one = createBench();
  for (const [line, code, next] of [
    ['config set prot 9000', 'setting_unknown', /config set port 9000$/],
    ['config get nonsense-without-neighbour', 'setting_unknown', /config show$/],
    ['config get', 'setting_missing', /config show$/],
    ['config set port', 'value_missing', /config set port 8080$/],
    ['config set port many', 'config_invalid', /config get port$/],
    ['config set name Wrong', 'config_invalid', /config get name$/],
    ['config show port', 'excess_arguments', /config --help$/],
  ] as const) {
    const { error, code: exit, stderr } = await one.run(line.split(' '));
    assert.deepEqual([exit, error], [2, code], line);
    assert.match(stderr.trim(), next, line);
  }
  assert.equal(existsSync(join(one.cwd, 'influscope.yaml')), false);
});

test('a damaged settings file is reported with its lines, and the hint works while it is damaged', async () => {
  const one = createBench();
  for (const [content, lines] of [
    ['# ports\nport: eighty\nprot: 7\n', [2, 3]],
    ['sources:\n  bluesky:\n    rat: 3\n', [3]],
    ['hosts: &a [1]\nport: *a\n', [1, 2]],
    ['- port\n', [1]],
    ['port: [8080\n', []],
  ] as const) {
    one.write('influscope.yaml', content);
    const { error, code, stderr } = await one.run(['config', 'show']);
    assert.deepEqual(
      [code, error?.replace('config_syntax', 'config_invalid')],
      [2, 'config_invalid'],
      content,
    );
    const named = [...stderr.matchAll(/^ {2}line (\d+):/gm)].map(([, line]) => Number(line));
    assert.deepEqual(named.sort(), lines, stderr);
    const [, hint] = /try: .*influscope (.*)$/m.exec(stderr) ?? [];
    if (hint !== undefined) assert.equal((await one.run(hint.split(' '))).code, 0, hint);
    else assert.match(stderr, /influscope\.yaml:\d+:\d+/);
  }
});

test('every setting can be read by its name', async () => {
  const one = createBench();
  for (const key of SETTING_KEYS) assert.equal((await one.run(['config', 'get', key])).code, 0, key);
});

test('influscope.yml is read as well, and two files in one folder are refused', async () => {
  const one = createBench();
  one.write('influscope.yml', 'port: 9001\n');
  assert.equal((await one.run(['config', 'get', 'port'])).stdout, '9001\n');
  one.write('influscope.yaml', 'port: 9002\n');
  const both = await one.run(['config', 'get', 'port']);
  assert.deepEqual([both.code, both.error], [2, 'config_ambiguous']);
});

test('the file of a parent folder is read, and paths in it begin there', async () => {
  const one = createBench();
  one.write('influscope.yaml', 'port: 9003\nprices: my-prices.json\n');
  const cwd = join(one.cwd, 'a/b');
  mkdirSync(cwd, { recursive: true });
  const { stdout } = await one.run(['config', 'show', '-o', 'json'], { cwd });
  const { file, settings } = JSON.parse(stdout) as { file: string; settings: Record<string, unknown> };
  assert.deepEqual(
    [file, settings.port, settings.prices],
    [join(one.cwd, 'influscope.yaml'), 9003, join(one.cwd, 'my-prices.json')],
  );
  chmodSync(join(one.cwd, 'influscope.yaml'), 0o666);
  const open = await one.run(['config', 'show'], { cwd });
  assert.deepEqual([open.code, open.error], [2, 'config_not_private']);
});

test('doctor checks the port that up would use, and names one that works', async () => {
  const one = createBench();
  const taken = await takePort();
  one.write('influscope.yaml', `port: ${taken.port}\n`);
  const { code, stdout } = await one.run(['doctor', '-o', 'json']);
  const port = checks(stdout).find(({ name }) => name === 'port');
  assert.deepEqual([code, port?.status], [1, 'fail']);
  assert.match(port?.fix ?? '', /^use another port: influscope up --port \d+$/);
  assert.ok(!port?.fix?.endsWith(` ${taken.port}`));
  const up = await one.run(['up', '--no-discover']);
  assert.equal(up.error, 'port_in_use');
  assert.match(up.stderr, /^try: use another port: influscope up --port \d+$/m);
  await taken.close();
  one.write('influscope.yaml', `port: ${await freePort()}\n`);
  const later = await one.run(['doctor', '-o', 'json']);
  assert.equal(checks(later.stdout).find(({ name }) => name === 'port')?.status, 'ok');
});

test('doctor and ls name an instance whose creation did not finish', async () => {
  const one = createBench();
  const folder = join(one.home, 'platforms/half/data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'queue.db'), '');
  const { stdout } = await one.run(['doctor', '--name', 'half', '-o', 'json']);
  const instance = checks(stdout).find(({ name }) => name === 'instance');
  assert.equal(instance?.status, 'warn');
  assert.match(instance?.fix ?? '', /influscope up --name half$/);
  const listed = JSON.parse((await one.run(['ls', '-o', 'json'])).stdout) as {
    instances: { error: string }[];
  };
  assert.match(listed.instances[0]?.error ?? '', /no state file/);
});

test('doctor never recommends doctor', async () => {
  const one = createBench();
  for (const broken of [
    '{"v":1,"tar',
    '{"v":1,"target":"aks"}',
    '{"v":1,"target":"local","port":9,"pid":1}',
  ]) {
    mkdirSync(join(one.home, 'platforms/influscope'), { recursive: true });
    writeFileSync(join(one.home, 'platforms/influscope/target.json'), broken);
    const { stdout } = await one.run(['doctor', '-o', 'json']);
    assert.doesNotMatch(stdout, /influscope doctor/, broken);
  }
});

function checks(stdout: string): { name: string; status: string; fix: string | null }[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; status: string; fix: string | null });
}
