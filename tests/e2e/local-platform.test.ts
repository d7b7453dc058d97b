import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Profile } from '#domain/profile.ts';
import { freePort } from '../support/free-port.ts';
import { createWorkplace } from '../support/platform/cli.ts';
import { isAlive, waitUntilGone } from '../support/platform/processes.ts';

const workplace = await createWorkplace();
after(() => workplace.dispose());

const target = () =>
  JSON.parse(readFileSync(join(workplace.home, 'platforms/influscope/target.json'), 'utf8')) as {
    pid: number;
    port: number;
    instance: string;
  };
const search = async (...words: string[]): Promise<Profile[]> => {
  const { code, stdout, stderr } = await workplace.run(['search', ...words, '-o', 'ndjson']);
  assert.equal(code, 0, stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Profile);
};

test('takes a person from nothing to a search and down again', async (context) => {
  await context.test('up --demo starts one platform and loads it', async () => {
    const up = await workplace.run(['up', '--demo', '--port', String(await freePort())]);
    assert.equal(up.code, 0, up.stderr);
    assert.match(up.stdout, /http:\/\/127\.0\.0\.1:\d+/);
  });

  await context.test('search finds demo profiles, labelled as such', async () => {
    const found = await search('tech');
    assert.ok(found.length > 0);
    for (const profile of found) assert.equal(profile.source, 'demo');
    const table = await workplace.run(['search', 'tech', '--limit', '3'], { env: { COLUMNS: '80' } });
    assert.equal(table.code, 0, table.stderr);
    assert.ok(table.stdout.includes(found[0]?.username ?? '-'));
  });

  await context.test('what it keeps can be read by its owner alone', () => {
    const names = readdirSync(workplace.home, { recursive: true, encoding: 'utf8' });
    assert.ok(names.some((name) => name.endsWith('services.log')));
    const open = names.filter(
      (name) => !name.startsWith('cache/') && (lstatSync(join(workplace.home, name)).mode & 0o077) !== 0,
    );
    assert.deepEqual(open, []);
  });

  await context.test('up again is the same platform', async () => {
    const before = target();
    const again = await workplace.run(['up']);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual({ ...target() }, before);
  });

  await context.test('a second instance runs beside it', async () => {
    const second = await workplace.run(['up', '--name', 'second']);
    assert.equal(second.code, 0, second.stderr);
    const { code, stderr } = await workplace.run(['search', 'tech', '--name', 'second', '-o', 'json']);
    assert.equal(code, 0, stderr);
    const down = await workplace.run(['down', '--name', 'second', '--delete-data', '--yes']);
    assert.equal(down.code, 0, down.stderr);
  });

  await context.test(
    'a killed instance differs from one that is down, and starts again with its data',
    async () => {
      const { pid } = target();
      process.kill(pid, 'SIGKILL');
      await waitUntilGone(pid);
      const status = await workplace.run(['status']);
      assert.notEqual(status.code, 0);
      assert.match(status.stdout + status.stderr, /killed|crashed/);
      const up = await workplace.run(['up']);
      assert.equal(up.code, 0, up.stderr);
      assert.ok((await search('tech')).length > 0);
    },
  );

  await context.test('down leaves no process and no port, and keeps the data', async () => {
    const { pid, port } = target();
    const down = await workplace.run(['down']);
    assert.equal(down.code, 0, down.stderr);
    assert.equal(isAlive(pid), false);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
    const up = await workplace.run(['up']);
    assert.equal(up.code, 0, up.stderr);
    assert.ok((await search('tech')).length > 0);
  });
});
