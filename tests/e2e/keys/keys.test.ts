import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { KeyAdded, Keys } from '#contract/keys/keys.ts';
import { eventually } from '#tests/support/eventually.ts';
import { freePort } from '#tests/support/free-port.ts';
import type { Workplace } from '#tests/support/platform/cli.ts';
import { createWorkplace } from '#tests/support/platform/cli.ts';

let place: Workplace;
let url: string;

before(async () => {
  place = await createWorkplace();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  await writeFile(join(place.home, 'influscope.yaml'), `port: ${port}\nrequire_keys: true\n`);
  const up = await place.run(['up', '--demo']);
  assert.equal(up.code, 0, up.stderr);
});
after(() => place.dispose());

const json = async <T>(args: string[], env: Record<string, string> = {}): Promise<T> => {
  const { code, stdout, stderr } = await place.run([...args, '-o', 'json'], { env });
  assert.equal(code, 0, stdout + stderr);
  return JSON.parse(stdout) as T;
};
const status = async (path: string, key?: string) =>
  (await fetch(`${url}${path}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }))
    .status;
const codeOf = (stdout: string) => (JSON.parse(stdout) as { code: string }).code;

test('a key opens the API until it is revoked, and its use is counted', async () => {
  const added = await json<KeyAdded>(['keys', 'add', 'news', '--rights', 'search', '--rate', '600/min']);
  assert.equal(await status('/search?q=tech'), 401);
  assert.equal(await status('/search?q=tech', added.key), 200);
  assert.equal(await status('/export', added.key), 403);
  await eventually(
    async () => {
      const { keys } = await json<Keys>(['keys', 'list']);
      assert.deepEqual([keys[0]?.requests, keys[0]?.refused], [1, 1]);
    },
    { everyMs: 500 },
  );
  const { stdout } = await place.run(['keys', 'list']);
  assert.ok(!stdout.includes(added.key));
  await json(['keys', 'revoke', 'news']);
  await eventually(async () => assert.equal(await status('/search?q=tech', added.key), 401));
});

test('a used name, an unknown name and bad options are refused', async () => {
  await json(['keys', 'add', 'twice']);
  const refusals: [string[], number, string][] = [
    [['keys', 'add', 'twice'], 1, 'key_exists'],
    [['keys', 'revoke', 'unknown'], 1, 'key_unknown'],
    [['keys', 'add', 'Not Valid'], 2, 'invalid_argument'],
    [['keys', 'add'], 2, 'argument_missing'],
    [['keys', 'list', '--rate', '5/min'], 2, 'invalid_argument'],
  ];
  for (const [args, code, error] of refusals) {
    const result = await place.run([...args, '-o', 'json']);
    assert.equal(result.code, code, args.join(' '));
    assert.equal(codeOf(result.stdout), error, args.join(' '));
  }
});

test('the commands of the owner need no key, and those with a key get what the key may', async () => {
  assert.equal((await place.run(['search', 'tech'])).code, 0);
  const { key } = await json<KeyAdded>(['keys', 'add', 'limited', '--rights', 'search']);
  const env = { INFLUSCOPE_API_KEY: key };
  assert.equal((await place.run(['search', 'tech'], { env })).code, 0);
  const refused = await place.run(['export'], { env });
  assert.equal(refused.code, 1);
  assert.match(refused.stdout + refused.stderr, /key_right_missing|right "export"/);
  const wrong = `isk_${'0'.repeat(12)}_${'A'.repeat(43)}`;
  const unknown = await place.run(['search', 'tech', '-o', 'json'], { env: { INFLUSCOPE_API_KEY: wrong } });
  assert.equal(codeOf(unknown.stdout), 'key_invalid');
});

test('no command shows the key that it uses, or takes one on its command line', async () => {
  const { key } = await json<KeyAdded>(['keys', 'add', 'hidden']);
  const shown = await place.run(['config', 'show', '--origin'], { env: { INFLUSCOPE_API_KEY: key } });
  assert.equal(shown.code, 0);
  assert.ok(!(shown.stdout + shown.stderr).includes(key));
  await json(['config', 'show'], { INFLUSCOPE_API_KEY: key });
  for (const broken of [key.slice(0, -1), `${key}x`]) {
    const result = await place.run(['search', 'x'], { env: { INFLUSCOPE_API_KEY: broken } });
    assert.equal(result.code, 2);
    assert.ok(!(result.stdout + result.stderr).includes(broken));
  }
  const set = await place.run(['config', 'set', 'api_key', key, '-o', 'json']);
  assert.equal(codeOf(set.stdout), 'setting_secret');
});

test('no key is in the state folder and the logs', async () => {
  const folder = join(place.home, 'platforms');
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((one) => one.isFile())) {
    const content = await readFile(join(file.parentPath, file.name));
    assert.equal(/isk_[0-9a-f]{12}_/.test(content.toString('latin1')), false, file.name);
  }
});
