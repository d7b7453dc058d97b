import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { LocalDocument } from '#cli/targets/local/state.ts';
import { eventually } from '#tests/support/eventually.ts';
import { freePort } from '#tests/support/free-port.ts';
import { LAUNCHER } from '#tests/support/platform/cli.ts';
import { isAlive } from '#tests/support/platform/processes.ts';
import { readAdminRoutes } from './matrix/admin-routes.ts';
import type { Attempt, Target } from './matrix/other-user.ts';

/** The IDs of two system users that exist on every Unix system: `daemon` (1) and `nobody` (65534). Neither owns files. */
const VICTIM = 1;
const ATTACKER = 65_534;
const CANNOT =
  process.getuid?.() !== 0
    ? 'only root can become two other users'
    : spawnSync('setpriv', [
          '--reuid',
          String(VICTIM),
          '--clear-groups',
          process.execPath,
          LAUNCHER,
          '--version',
        ]).status === 0
      ? false
      : 'other users cannot run this copy of the product here';
const OTHERS = 0o077;
const ROUTES = readAdminRoutes();

function as(uid: number, args: readonly string[], env: Record<string, string>, input = '') {
  const own = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', process.execPath];
  return spawnSync('setpriv', [...own, ...args], {
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
    encoding: 'utf8',
    cwd: tmpdir(),
    input,
  });
}

/** Empty for a file that was closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** A folder, and everything below it. */
function tree(path: string): string[] {
  if (!lstatSync(path).isDirectory()) return [path];
  return [path, ...readdirSync(path).flatMap((name) => tree(join(path, name)))];
}

describe('two users on one machine', { skip: CANNOT, timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-users-'));
  const home = join(folder, 'victim', '.influscope');
  const temporary = join(folder, 'tmp');
  // The rate limit of the public port would answer before its routes do.
  const env = { INFLUSCOPE_HOME: home, TMPDIR: temporary, INFLUSCOPE_RATE_LIMIT: '10000' };
  let port = 0;
  const state = () =>
    JSON.parse(readFileSync(join(home, 'platforms/influscope/target.json'), 'utf8')) as LocalDocument;
  const secrets = () =>
    ['admin-token', 'privacy-key'].map((name) =>
      readFileSync(join(home, 'platforms/influscope', name), 'utf8').trim(),
    );
  const known = () => {
    const document = state();
    return document.pid === null ? assert.fail('it does not run') : document;
  };

  before(async () => {
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'victim'), { mode: 0o755 });
    chownSync(join(folder, 'victim'), VICTIM, VICTIM);
    mkdirSync(temporary);
    chmodSync(temporary, 0o1777);
    port = await freePort();
    const up = as(VICTIM, [LAUNCHER, 'up', '--no-discover', '--port', String(port)], env);
    assert.equal(up.status, 0, up.stderr);
    const loaded = as(VICTIM, [LAUNCHER, 'import', 'demo:20'], env);
    assert.equal(loaded.status, 0, loaded.stderr);
  });
  after(() => {
    as(VICTIM, [LAUNCHER, 'down'], env);
    rmSync(folder, { recursive: true });
  });

  test('no file of the instance is open to others, whatever the umask', () => {
    const open = tree(home).filter((path) => (lstatSync(path).mode & OTHERS) !== 0);
    assert.deepEqual(open, []);
  });

  test('the admin routes that another user tries include those of every service', () => {
    for (const one of ['GET /stats', 'GET /keys', 'GET /lists/x', 'PUT /saved-searches/x', 'GET /alerts'])
      assert.ok(ROUTES.includes(one), one);
    assert.ok(ROUTES.length > 30, ROUTES.join());
  });

  test('another user can read, change, call and signal nothing', (context) => {
    const { pid, admin_port } = known();
    const target: Target = {
      paths: tree(home),
      pid,
      publicPort: port,
      adminPort: admin_port ?? 0,
      routes: ROUTES,
    };
    const script = new URL('./matrix/other-user.ts', import.meta.url).pathname;
    const run = as(ATTACKER, [script], {}, JSON.stringify(target));
    assert.equal(run.status, 0, run.stderr);
    const attempts = JSON.parse(run.stdout) as Attempt[];
    assert.deepEqual(
      attempts.filter(({ result }) => result !== 'refused'),
      [],
    );
    assert.equal(isAlive(pid), true);
    const counts = Map.groupBy(attempts, ({ what }) => what);
    for (const [what, all] of counts) context.diagnostic(`${what}: ${all.length} attempts, all refused`);
  });

  test('no secret is in the arguments of the process, or in its environment', () => {
    const { pid } = known();
    for (const name of ['cmdline', 'environ']) {
      const shown = readFileSync(`/proc/${pid}/${name}`, 'utf8');
      for (const secret of secrets()) assert.equal(shown.includes(secret), false, name);
    }
  });

  test('it listens on loopback alone', () => {
    const { pid } = known();
    const inodes = new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        const shown = linkOf(`/proc/${pid}/fd/${fd}`);
        return /socket:\[(\d+)\]/.exec(shown)?.[1] ?? [];
      }),
    );
    const listening = ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/net/${table}`, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.trim().split(/\s+/))
        .filter(([, , , kind, , , , , , inode]) => kind === '0A' && inodes.has(inode ?? ''))
        .map(([, local]) => local?.split(':')[0]),
    );
    assert.ok(listening.length >= 2, 'the public and the admin port');
    assert.deepEqual([...new Set(listening)], ['0100007F']);
    const names = readFileSync('/proc/net/unix', 'utf8').split('\n');
    const named = names
      .map((row) => row.trim().split(/\s+/))
      .filter((row) => inodes.has(row[6] ?? '') && row[7]);
    assert.deepEqual(named, []);
  });

  test('the command line of another user cannot use the state folder', () => {
    for (const command of [['status'], ['logs'], ['down'], ['deploy'], ['search', 'x'], ['doctor'], ['ls']]) {
      const run = as(ATTACKER, [LAUNCHER, ...command, '-o', 'json'], env);
      assert.equal(run.stdout.includes('"running"'), false, run.stdout);
      if (command[0] !== 'ls') assert.notEqual(run.status, 0, run.stdout);
    }
    assert.equal(isAlive(known().pid), true);
  });

  test('what an import keeps in the folder for temporary files has no name that others could open', async () => {
    const child = spawn(
      'setpriv',
      [
        ...[
          '--reuid',
          String(VICTIM),
          '--regid',
          String(VICTIM),
          '--clear-groups',
          process.execPath,
          LAUNCHER,
        ],
        ...['import', '-', '--platform', 'x'],
      ],
      { env: { PATH: process.env.PATH ?? '', ...env }, cwd: tmpdir(), stdio: ['pipe', 'ignore', 'ignore'] },
    );
    child.stdin.on('error', () => {});
    // The beginning of a ZIP file that is too large for the memory: it is kept until all of it has arrived.
    child.stdin.write(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(17 * 1024 * 1024)]));
    const { pid } = known();
    const keeps = () =>
      readdirSync(`/proc/${pid}/fd`)
        .map((fd) => linkOf(`/proc/${pid}/fd/${fd}`))
        .some((path) => path.startsWith(temporary) && path.includes('(deleted)'));
    await eventually(async () => assert.ok(keeps()));
    assert.deepEqual(tree(temporary), [temporary], 'the file has no name');
    child.kill('SIGINT');
    await eventually(async () => assert.equal(keeps(), false));
  });
});
