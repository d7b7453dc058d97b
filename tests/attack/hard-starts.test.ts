import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Event } from '#cli/output/events/events.ts';
import { freePort } from '#tests/support/free-port.ts';
import { createWorkplace, LAUNCHER } from '#tests/support/platform/cli.ts';
import { errorOf } from './matrix/attacked-instance.ts';
import { ONLY_IN_ALL } from './matrix/extent.ts';

const workplace = await createWorkplace();
after(() => workplace.dispose());
const LINUX_ONLY = process.platform === 'linux' ? false : 'only Linux has /proc';

test('a home below /proc is refused at once, and the version needs none', { skip: LINUX_ONLY }, async () => {
  for (const home of ['/proc', '/proc/self/fd']) {
    const env = { INFLUSCOPE_HOME: home };
    assert.equal((await workplace.run(['--version'], { env })).code, 0, home);
    const up = await workplace.run(['up'], { env });
    assert.equal(up.code, 1, up.stderr);
  }
});

for (const files of [24, 36, 48]) {
  test(`a start with ${files} open files says how to raise the limit`, { skip: LINUX_ONLY }, async () => {
    const port = String(await freePort());
    const line = `ulimit -n ${files}; exec "$0" "$@"`;
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', line, process.execPath, LAUNCHER, 'up', '--port', port],
      {
        env: { ...process.env, INFLUSCOPE_HOME: workplace.home, NO_COLOR: '1', GITHUB_ACTIONS: '' },
        encoding: 'utf8',
      },
    );
    assert.equal(status, 1, stderr);
    assert.match(stderr, /ulimit -n 1024/);
  });
}

const file = join(workplace.home, 'a-file');
writeFileSync(file, 'precious');

/** The events of a command, and its exit code. */
async function runJson(args: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await workplace.run([...args, '-o', 'json'], { env });
  const lines = stdout.trim().split('\n').filter(Boolean);
  return { code, stderr, events: lines.map((line) => JSON.parse(line) as Event) };
}

for (const home of [file, join(file, 'below'), '/dev/null', '/dev/full', '/dev/null/below']) {
  test(`${home.replace(workplace.home, 'FOLDER')} as the state folder is refused, with no advice that would harm it`, async () => {
    for (const command of [['up'], ['deploy'], ['down'], ['status'], ['logs'], ['doctor'], ['search', 'x']]) {
      const { code, events, stderr } = await runJson(command, { INFLUSCOPE_HOME: home });
      const error = errorOf(events);
      assert.deepEqual([code, error?.code], [1, 'state_not_writable'], `${command}: ${stderr}`);
      assert.doesNotMatch(String(error?.hint), /chmod|rm /);
    }
  });
}

test('doctor reports what is wrong with a folder below /proc and /sys', { skip: LINUX_ONLY }, async () => {
  for (const home of ['/proc', '/sys']) {
    const { code, events } = await runJson(['doctor'], { INFLUSCOPE_HOME: home });
    const folder = events.find((event) => event.type === 'check' && event.name === 'state folder');
    assert.deepEqual([code, folder?.type === 'check' && folder.status], [1, 'fail'], home);
    assert.equal(errorOf(events), undefined);
  }
});

const KUBECONFIG = join(workplace.home, 'kubeconfig');
const clusterHome = join(workplace.home, 'cluster');
const context = (name: string, server: string) => ({
  cluster: `{name: ${name}, cluster: {server: "${server}"}}`,
  context: `{name: ${name}, context: {cluster: ${name}, user: u}}`,
});
const contexts = [
  context('dead', 'https://127.0.0.1:1'),
  context('unknown', 'https://no-such-host.invalid:6443'),
];
writeFileSync(
  KUBECONFIG,
  `apiVersion: v1
kind: Config
current-context: dead
clusters: [${contexts.map(({ cluster }) => cluster).join(', ')}]
contexts: [${contexts.map((one) => one.context).join(', ')}]
users: [{name: u, user: {token: x}}]
`,
);
const ON_CLUSTER = [
  ['status'],
  ['up'],
  ['deploy'],
  ['logs'],
  ['down'],
  ['search', 'x'],
  ['queues'],
  ['doctor'],
];

for (const name of ['dead', 'unknown']) {
  test(`each command says that the cluster of the context ${name} does not answer`, async () => {
    const sample = ONLY_IN_ALL === false ? ON_CLUSTER : ON_CLUSTER.slice(0, 1);
    for (const command of sample) {
      const args = [...command, '--target', 'kubernetes', '--context', name];
      const { code, events, stderr } = await runJson(args, { KUBECONFIG, INFLUSCOPE_HOME: clusterHome });
      const failed = events.find((event) => event.type === 'check' && event.status === 'fail');
      const said = errorOf(events)?.code ?? (failed?.type === 'check' && failed.name);
      assert.deepEqual(
        [code, said],
        [1, command[0] === 'doctor' ? 'cluster' : 'cluster_unreachable'],
        stderr,
      );
      const hint = errorOf(events)?.hint ?? (failed?.type === 'check' && failed.fix);
      assert.match(String(hint), new RegExp(`--context ${name}`));
    }
  });
}

test('without a usable kubeconfig, the error says what is missing', async () => {
  const empty = join(workplace.home, 'empty-kubeconfig');
  const folder = join(workplace.home, 'folder');
  writeFileSync(empty, '{}');
  mkdirSync(folder);
  const cases: [string, string][] = [
    [join(workplace.home, 'missing'), 'kubeconfig_unreadable'],
    [folder, 'kubeconfig_unreadable'],
    [empty, 'context_unknown'],
    ['', 'context_unknown'],
  ];
  for (const [path, expected] of cases) {
    const env = { KUBECONFIG: path, HOME: workplace.home, INFLUSCOPE_HOME: clusterHome };
    const { code, events } = await runJson(['status', '--target', 'kubernetes'], env);
    assert.deepEqual([code, errorOf(events)?.code], [2, expected], path);
  }
});

test('a start with too little memory says how to raise the limit', {
  skip: LINUX_ONLY || ONLY_IN_ALL,
}, async () => {
  const port = String(await freePort());
  const line = 'ulimit -v 2000000; exec "$0" "$@"';
  const { status, stderr } = spawnSync('sh', ['-c', line, process.execPath, LAUNCHER, 'up', '--port', port], {
    env: { ...process.env, INFLUSCOPE_HOME: workplace.home, NO_COLOR: '1', GITHUB_ACTIONS: '' },
    encoding: 'utf8',
  });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /ulimit -v unlimited/);
});
