import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeStart } from '#cli/how-started.ts';

const clone = { root: '/src/influscope', cwd: '/src/influscope', env: { PATH: '/usr/local/bin:/bin' } };

test('the way it was started is the way to start it again', () => {
  const started = (script: string, rest: Partial<Parameters<typeof describeStart>[0]> = {}) =>
    describeStart({ ...clone, script, ...rest });
  assert.equal(started('/usr/local/bin/influscope', { cwd: '/home/me' }), 'influscope');
  assert.equal(started('/src/influscope/bin/influscope.js'), 'npx influscope');
  const npx = { PATH: '/src/influscope/node_modules/.bin:/bin', npm_command: 'exec' };
  assert.equal(started('/src/influscope/node_modules/.bin/influscope', { env: npx }), 'npx influscope');
  assert.equal(started('/app/node_modules/.bin/influscope', { cwd: '/app' }), 'npx influscope');
  const elsewhere = { cwd: '/home/me' };
  assert.equal(
    started('/src/influscope/bin/influscope.js', elsewhere),
    'node /src/influscope/bin/influscope.js',
  );
  assert.equal(
    started('/src/influscope/bin/influscope.js', { cwd: '/src' }),
    'node influscope/bin/influscope.js',
  );
});
