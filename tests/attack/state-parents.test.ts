import assert from 'node:assert/strict';
import { chmodSync, chownSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isPrivateGroup } from '#cli/instance/is-private-group.ts';
import { createBench } from '../integration/cli/commands/harness.ts';

const NOT_ROOT = process.getuid?.() === 0 ? false : 'only root can give a file to another user';
const OTHER_UID = 65_534;
const COMMANDS = [['up'], ['deploy'], ['down'], ['status'], ['logs'], ['search', 'x'], ['queues']];

const folder = mkdtempSync(join(tmpdir(), 'influscope-parents-'));
const bench = createBench();
after(() => rmSync(folder, { recursive: true }));

let count = 0;
/** `TOP/middle/home`, of this user alone. */
function layFolders() {
  const top = join(folder, String(++count));
  const middle = join(top, 'middle');
  const home = join(middle, 'home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return { top, middle, home };
}

async function assertRefused(home: string, findings: number): Promise<void> {
  const env = { INFLUSCOPE_HOME: home };
  for (const command of COMMANDS) {
    const { code, error } = await bench.run(command, { env });
    assert.deepEqual([code, error], [1, 'state_not_private'], command.join(' '));
  }
  const doctor = await bench.run(['doctor', '-o', 'json'], { env });
  const failed = doctor.events().filter((event) => event.type === 'check' && event.status === 'fail');
  assert.deepEqual([doctor.code, failed.length], [1, findings], doctor.stdout);
}

async function assertTrusted(home: string): Promise<void> {
  const { error } = await bench.run(['status'], { env: { INFLUSCOPE_HOME: home } });
  assert.equal(error, 'platform_unknown');
}

for (const bit of [0o002, 0o020, 0o022]) {
  test(`a parent with the permissions ${(0o700 | bit).toString(8)} is refused`, {
    skip: bit === 0o020 && NOT_ROOT,
  }, async () => {
    const { top, middle, home } = layFolders();
    if (NOT_ROOT === false) for (const parent of [top, middle]) chownSync(parent, 0, OTHER_UID);
    for (const parent of [top, middle]) {
      chmodSync(parent, 0o700 | bit);
      await assertRefused(home, 1);
      chmodSync(parent, 0o700);
      await assertTrusted(home);
    }
    chmodSync(top, 0o700 | bit);
    chmodSync(middle, 0o700 | bit);
    await assertRefused(home, 2);
  });
}

test('a parent that only the private group of this user can write to is trusted', {
  skip: !isPrivateGroup(process.getgid?.() ?? 0) && 'the group of this user has other members',
}, async () => {
  const { middle, home } = layFolders();
  chmodSync(middle, 0o770);
  await assertTrusted(home);
});

test('a sticky parent, as /tmp, is trusted', async () => {
  const { middle, home } = layFolders();
  chmodSync(middle, 0o1777);
  await assertTrusted(home);
});

test('a state folder that does not exist yet is refused where others could create it', async () => {
  const { middle } = layFolders();
  chmodSync(middle, 0o777);
  await assertRefused(join(middle, 'later', 'home'), 1);
});

test('a parent of another user is refused, sticky or not', { skip: NOT_ROOT }, async () => {
  for (const mode of [0o755, 0o1777]) {
    const { top, home } = layFolders();
    chmodSync(top, mode);
    chownSync(top, OTHER_UID, OTHER_UID);
    await assertRefused(home, 1);
  }
});

test('links on the way are followed one by one: each place where one could be changed is refused', async () => {
  const { home } = layFolders();
  const open = layFolders();
  const first = layFolders();
  symlinkSync(home, join(open.middle, 'second'));
  symlinkSync(join(open.middle, 'second'), join(first.middle, 'first'));
  await assertTrusted(join(first.middle, 'first'));
  mkdirSync(join(home, 'below'), { mode: 0o700 });
  await assertTrusted(join(first.middle, 'first', 'below'));
  chmodSync(open.middle, 0o777);
  await assertRefused(join(first.middle, 'first', 'below'), 1);
  chmodSync(open.middle, 0o1777);
  await assertTrusted(join(first.middle, 'first', 'below'));
});

test('a link of another user on the way is refused', { skip: NOT_ROOT }, async () => {
  const { top, middle } = layFolders();
  const link = join(top, 'link');
  symlinkSync(middle, link);
  lchownSync(link, OTHER_UID, OTHER_UID);
  await assertRefused(join(link, 'home'), 1);
});

test('a loop of links ends with an error', async () => {
  const { middle } = layFolders();
  symlinkSync(join(middle, 'b'), join(middle, 'a'));
  symlinkSync(join(middle, 'a'), join(middle, 'b'));
  const up = await bench.run(['up'], { env: { INFLUSCOPE_HOME: join(middle, 'a', 'home') } });
  assert.deepEqual([up.code, up.error], [1, 'state_unreadable']);
});

test('settings of another user in a shared working folder are refused', { skip: NOT_ROOT }, async () => {
  const settings = bench.write('influscope.yaml', 'log_level: debug\n');
  chownSync(settings, OTHER_UID, OTHER_UID);
  const refused = await bench.run(['config', 'show']);
  assert.deepEqual([refused.code, refused.error], [2, 'config_not_private']);
  assert.equal((await bench.run(['config', 'show', '--config', settings])).code, 0);
  chownSync(bench.cwd, OTHER_UID, OTHER_UID);
  assert.equal((await bench.run(['config', 'show'])).code, 0, 'the owner of the folder may write them');
});
