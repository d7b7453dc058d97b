import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHealth } from '#runtime/process/health.ts';

test('is not ready before every check has held once', async () => {
  const health = createHealth();
  let up = false;
  health.register('queue', async () => {
    if (!up) throw new Error('no connection');
  });
  assert.deepEqual(await health.readiness(), {
    ready: false,
    draining: false,
    checks: [{ name: 'queue', ok: false, detail: 'no connection' }],
  });
  up = true;
  assert.equal((await health.readiness()).ready, true);
});

test('stays ready and reports the check when a part is lost later', async () => {
  const health = createHealth();
  let up = true;
  health.register('search', async () => {
    if (!up) throw new Error('gone');
  });
  await health.readiness();
  up = false;
  const { ready, checks } = await health.readiness();
  assert.equal(ready, true);
  assert.deepEqual(checks, [{ name: 'search', ok: false, detail: 'gone' }]);
});

test('is not ready while it drains', async () => {
  const health = createHealth();
  assert.equal((await health.readiness()).ready, true);
  health.drain();
  assert.deepEqual(await health.readiness(), { ready: false, draining: true, checks: [] });
});
