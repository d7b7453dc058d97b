import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AbortError } from '#cli/errors.ts';
import { freePort } from '#tests/support/free-port.ts';
import { isAlive } from '#tests/support/platform/processes.ts';
import { createBench, waitUntil } from './harness.ts';

const port = async () => String(await freePort());

test('a failed start shows the hint of the services and leaves no process', async () => {
  const one = createBench();
  const failure = {
    code: 'store_newer',
    message: 'records.db was written by version 9',
    hint: { text: 'install it' },
  };
  one.misbehave({ fail: failure });
  const up = await one.run(['up', '--port', await port(), '-o', 'json']);
  assert.equal(up.code, 1);
  const last = up.events().at(-1);
  assert.deepEqual(last, {
    v: 1,
    type: 'error',
    code: 'store_newer',
    message: failure.message,
    hint: 'install it',
    exit_code: 1,
  });
  assert.equal(one.document().pid, null);
});

test('the error contains the last output of a process that died', async () => {
  const one = createBench();
  one.misbehave({ die: 'Segmentation something' });
  const up = await one.run(['up', '--port', await port()]);
  assert.deepEqual([up.code, up.error], [1, 'start_failed']);
  assert.match(up.stderr, /Segmentation something/);
});

test('a start that exceeds the timeout fails and leaves no process', async () => {
  const one = createBench();
  one.misbehave({ mute: true });
  const up = await one.run(['up', '--port', await port(), '--timeout', '300ms']);
  assert.deepEqual([up.code, up.error], [1, 'timeout']);
  assert.equal(one.document().pid, null);
});

test('parts that are not ready in time are named', async () => {
  const one = createBench();
  one.misbehave({ laggards: ['records'] });
  const up = await one.run(['up', '--port', await port(), '--timeout', '3s']);
  assert.deepEqual([up.code, up.error], [1, 'not_ready']);
  assert.match(up.stderr, /\brecords\b/);
});

test('a fault that waiting does not fix is reported at once, and reindex fixes it', async () => {
  const one = createBench();
  one.misbehave({ laggards: ['search'], hint: { command: ['reindex'] } });
  const up = await one.run(['up', '--port', await port()]);
  assert.deepEqual([up.code, up.error], [1, 'not_ready']);
  assert.match(up.stderr, /^try: influscope reindex$/m);
  const status = await one.run(['status']);
  assert.equal(status.code, 1);
  assert.match(status.stdout, /try: influscope reindex$/m);
  const reindex = await one.run(['reindex']);
  assert.equal(reindex.code, 0, reindex.stderr);
});

test('an interrupted up ends with 130 and leaves no process', async () => {
  const one = createBench();
  one.misbehave({ mute: true });
  const interrupt = new AbortController();
  const running = one.run(['up', '--port', await port()], { signal: interrupt.signal });
  await waitUntil(() => existsSync(join(one.home, 'platforms/influscope/target.json')));
  const pid = one.pid();
  interrupt.abort(new AbortError('SIGINT'));
  assert.equal((await running).code, 130);
  assert.equal(isAlive(pid), false);
});
