import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { AbortError } from '#cli/errors.ts';
import { freePort } from '#tests/support/free-port.ts';
import { createBench } from './harness.ts';

const one = createBench();
before(async () => {
  one.misbehave({});
  const up = await one.run(['up', '--port', String(await freePort())]);
  assert.equal(up.code, 0, up.stderr);
});

test('an error of a command with JSON output is JSON on the same stream', async () => {
  for (const args of [
    ['show', '@unknown', '-o', 'json'],
    ['search', 'x', '--sort', 'nonsense', '--json'],
    ['search', 'x', '--limit', 'many', '-o', 'json'],
    ['--json', 'status', '--name', 'unknown'],
    ['nonsense', '--output=json'],
    ['config', 'hide', '-ojson'],
  ]) {
    const { code, stdout, stderr, error } = await one.run(args);
    const event = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([event.type, event.code, event.exit_code], ['error', error, code], args.join(' '));
    assert.equal(typeof event.message, 'string');
    assert.ok('hint' in event);
    assert.equal(stderr, '', args.join(' '));
  }
});

test('a word that only looks like the JSON option leaves errors to people', async () => {
  const { stdout, stderr } = await one.run(['search', '--limit', 'many', '--', '--json']);
  assert.equal(stdout, '');
  assert.match(stderr, /^error: /);
});

test('an interrupt is the normal end of a watch, and of nothing else', async () => {
  const watch = new AbortController();
  const watching = one.run(['status', '--watch'], {
    signal: watch.signal,
    onStdout: () => watch.abort(new AbortError('SIGINT')),
  });
  const { code, stderr } = await watching;
  assert.deepEqual([code, stderr], [0, '']);
  const once = new AbortController();
  once.abort(new AbortError('SIGINT'));
  assert.equal((await one.run(['status'], { signal: once.signal })).code, 130);
});

test('ls shows every instance, one that cannot be read included', async () => {
  one.write('../home/platforms/influscope/unrelated', '');
  one.misbehave({}, 'broken');
  one.write('../home/platforms/broken/target.json', '{"v":1,"target":"aks"}');
  const { code, stdout } = await one.run(['ls', '-o', 'json']);
  assert.equal(code, 0);
  const { instances } = JSON.parse(stdout) as { instances: Record<string, unknown>[] };
  assert.deepEqual(
    instances.map(({ name, target, state }) => [name, target, state]),
    [
      ['broken', null, null],
      ['influscope', 'local', 'running'],
    ],
  );
  assert.match(String(instances[0]?.error), /aks/);
  const table = await one.run(['instances']);
  assert.match(table.stdout, /^NAME +TARGET +STATE +PROFILES +ADDRESS +COST\/MONTH\n/);
  assert.match(table.stdout, /^influscope +local +running /m);
});

test('ls without an instance says how to start one', async () => {
  const other = createBench();
  const { code, stdout, stderr } = await other.run(['ls']);
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(stderr, /influscope up$/m);
});

test('down asks on a terminal before it deletes data, and deletes nothing without a yes', async () => {
  const refused = await one.run(['down', '--delete-data'], { stdinIsTerminal: true, input: 'n\n' });
  assert.deepEqual([refused.code, refused.error], [2, 'teardown_refused']);
  assert.equal(one.document().pid === null, false);
  const agreed = await one.run(['down', '--delete-data'], { stdinIsTerminal: true, input: 'yes\n' });
  assert.equal(agreed.code, 0, agreed.stderr);
});
