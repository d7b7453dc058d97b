import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWording, describeStart } from '#cli/how-started.ts';

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

test('commands in a hint get the words in which it was started, and nothing else does', () => {
  const word = createWording('npx influscope', ['up', 'search']);
  assert.equal(
    word('try: influscope up, then `influscope search tech`'),
    'try: npx influscope up, then `npx influscope search tech`',
  );
  assert.equal(word('influscope --help'), 'npx influscope --help');
  assert.equal(word('npx influscope up'), 'npx influscope up');
  for (const text of [
    'the platform "influscope" is up',
    '/src/influscope up',
    'influscope upward',
    'a fault in influscope itself',
  ])
    assert.equal(word(text), text);
});

test('commands in a hint are of the platform that was named', () => {
  const word = createWording('npx influscope', ['up', 'down', 'search'], () => 'shop');
  assert.equal(
    word('try: influscope up --repair (influscope down removes everything)'),
    'try: npx influscope up --name shop --repair (npx influscope down --name shop removes everything)',
  );
  assert.equal(
    word('influscope down, or another --name'),
    'npx influscope down --name shop, or another --name',
  );
  assert.equal(word('influscope search tech --name NAME'), 'npx influscope search tech --name NAME');
  assert.equal(word('npx influscope --help'), 'npx influscope --help');
  assert.equal(
    createWording('influscope', ['up'], () => 'shop')('influscope up'),
    'influscope up --name shop',
  );
});
