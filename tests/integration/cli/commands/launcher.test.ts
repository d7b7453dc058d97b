import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { isAlive, waitUntilGone } from '#tests/support/platform/processes.ts';

const ROOT = new URL('../../../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'influscope-launcher-'));
after(() => rmSync(folder, { recursive: true }));

/** The launcher on its own, over a command line that does as `body` says. */
function install(name: string, body: string | null, version?: string): string {
  const root = join(folder, name);
  mkdirSync(join(root, 'bin'), { recursive: true });
  for (const file of ['influscope.js', 'package.json'])
    copyFileSync(join(ROOT, 'bin', file), join(root, 'bin', file));
  if (body !== null) put(join(root, 'dist/cli/main.js'), `exports.start = function () { ${body} };`);
  put(join(root, 'dist/package.json'), '{ "type": "commonjs" }');
  // Plays an old Node: the launcher looks at this first.
  if (version) {
    put(
      join(root, 'old.cjs'),
      `if (!process.env.LAUNCHED) Object.defineProperty(process.versions, 'node', { value: '${version}' });
       process.env.LAUNCHED = '1';`,
    );
  }
  return root;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function addNode(root: string): void {
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'));
}

function argv(root: string, ...args: string[]): string[] {
  const old = join(root, 'old.cjs');
  return [...(existsSync(old) ? ['--require', old] : []), join(root, 'bin/influscope.js'), ...args];
}

const env = { ...process.env, GITHUB_ACTIONS: '', INFLUSCOPE_HOME: join(folder, 'home') };
const launch = (root: string, ...args: string[]) =>
  spawnSync(process.execPath, argv(root, ...args), { encoding: 'utf8', env });

test('a new enough Node runs the command line in the same process', () => {
  const root = install(
    'new',
    'process.stdout.write(process.pid + " " + process.argv.slice(2)); process.exitCode = 7;',
  );
  const { pid, stdout, status } = launch(root, 'a', 'b');
  assert.deepEqual([stdout, status], [`${pid} a,b`, 7]);
});

test('an older Node hands over to the package node, with arguments and exit code', () => {
  const root = install(
    'old',
    'process.stdout.write(process.ppid + " " + process.argv.slice(2)); process.exitCode = 7;',
    '20.1.0',
  );
  addNode(root);
  const { pid, stdout, status, stderr } = launch(root, 'a b', '--c');
  assert.deepEqual([stdout, status], [`${pid} a b,--c`, 7], stderr);
});

test('the package node is found in a folder above, too', () => {
  const root = install('above/node_modules/influscope', 'process.exitCode = 5;', '24.14.9');
  addNode(join(folder, 'above'));
  assert.equal(launch(root).status, 5);
});

test('a missing build or Node is reported in one line, with a command', () => {
  const noNode = launch(install('no-node', '', '20.1.0'));
  assert.equal(noNode.status, 1);
  assert.match(noNode.stderr, /^error: .*Node 24\.15 or later, this is 20\.1\.0.*\ntry: npm .*\n$/);
  const noBuild = launch(install('no-build', null));
  assert.equal(noBuild.status, 1);
  assert.match(noBuild.stderr, /^error: influscope is not built.*\ntry: npm ci --ignore-scripts=false\n$/);
});

test('a package without its Node names the command that adds it, where npm put the package', () => {
  for (const [name, command] of [
    ['clone', 'npm ci --ignore-scripts=false'],
    ['project/node_modules/influscope', `npm rebuild --ignore-scripts=false --prefix ${folder}/project node`],
    [
      'here/lib/node_modules/influscope',
      `npm rebuild --ignore-scripts=false --global --prefix ${folder}/here node`,
    ],
    ["it's/node_modules/influscope", `npm rebuild --ignore-scripts=false --prefix '${folder}/it'\\''s' node`],
  ] as const)
    assert.equal(launch(install(name, '', '20.1.0')).stderr.split('\n')[1], `try: ${command}`);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} to the launcher alone reaches its child, which can clean up`, {
    timeout: 300_000,
  }, async () => {
    const root = install(
      `signal-${signal}`,
      `process.on('message', function (message) {
         if (message.signal === '${signal}') { process.stdout.write('tidy'); process.exit(3); }
       });
       process.stdout.write(String(process.pid)); setInterval(function () {}, 1000);`,
      '20.1.0',
    );
    addNode(root);
    const launcher = spawn(process.execPath, argv(root), { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [first] = (await once(launcher.stdout, 'data')) as [Buffer];
    launcher.kill(signal);
    const rest = once(launcher.stdout, 'data');
    const [code] = (await once(launcher, 'exit')) as [number];
    assert.deepEqual([code, String((await rest)[0])], [3, 'tidy']);
    await waitUntilGone(Number(first));
  });
}

test('the launcher dies of the signal that its child died of', { timeout: 300_000 }, async () => {
  const root = install(
    'died',
    `process.kill(process.pid, 'SIGKILL'); setInterval(function () {}, 1000);`,
    '20.1.0',
  );
  addNode(root);
  const { signal } = launch(root);
  assert.equal(signal, 'SIGKILL');
});

test('a folder for compiled code that others can write to is not used', () => {
  const root = install('cache', 'process.stdout.write(String(require("module").getCompileCacheDir()));');
  const home = join(folder, 'cache-home');
  const run = () =>
    spawnSync(process.execPath, argv(root), { encoding: 'utf8', env: { ...env, INFLUSCOPE_HOME: home } });
  assert.match(run().stdout, /cache-home/);
  chmodSync(join(home, 'cache'), 0o777);
  assert.equal(run().stdout, 'undefined');
});

test('a reader that has seen enough is no fault', { timeout: 300_000 }, async () => {
  const script = `"${process.execPath}" "${join(ROOT, 'cli/main.ts')}" --help | head -1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env });
  assert.equal(stderr, '');
  assert.match(stdout, /^Usage: (?:npx )?influscope .*\n0\n$/);
});

test('a signal ends a command of the real command line with its code', { timeout: 300_000 }, async () => {
  put(join(folder, 'home/platforms/influscope/logs/services.log'), 'first line\n');
  const child = spawn(process.execPath, [join(ROOT, 'cli/main.ts'), 'logs', '-f', '--target', 'local'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 143);
  assert.equal(isAlive(child.pid ?? 0), false);
});
