import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, test } from 'node:test';
import { freePort } from '#tests/support/free-port.ts';
import { createWorkplace, LAUNCHER } from '#tests/support/platform/cli.ts';

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

for (const files of [36, 48]) {
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
