import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '#tests/support/eventually.ts';
import { freePort } from '#tests/support/free-port.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';

test('alerts --follow continues through a restart of the instance, and an interrupt ends it', async (t) => {
  const place = await createWorkplace();
  t.after(() => place.dispose());
  await writeFile(join(place.home, 'influscope.yaml'), `port: ${await freePort()}\n`);
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await place.run(args);
    assert.equal(code, 0, stdout + stderr);
  };
  const importPerson = async (username: string) => {
    const file = join(place.home, `${username}.csv`);
    await writeFile(file, `platform,username,followers,bio\ninstagram,${username},12000,vegan food\n`);
    await run('import', file);
  };
  await run('up');
  await run('saved', 'add', 'vegans', 'vegan', '--new-matches');
  await importPerson('before_it');

  const follower = place.start(['alerts', '--follow', '-o', 'ndjson']);
  t.after(() => follower.kill('SIGKILL'));
  const ended = once(follower, 'close');
  let printed = '';
  let said = '';
  follower.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  follower.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const prints = (...usernames: string[]) =>
    eventually(async () => {
      const alerts = printed.split('\n').filter((line) => line !== '');
      assert.deepEqual(
        alerts.map((line) => (JSON.parse(line) as { profile: { username: string } }).profile.username),
        usernames,
        said,
      );
    });
  await prints('before_it');

  await run('down');
  // It has seen that the instance is stopped.
  await eventually(async () => assert.ok(said !== '' && follower.exitCode === null, said));
  await run('up');
  await importPerson('after_it');
  await prints('before_it', 'after_it');
  follower.kill('SIGINT');
  assert.deepEqual((await ended).slice(0, 1), [0]);
});
