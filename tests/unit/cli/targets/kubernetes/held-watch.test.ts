import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeldWatch } from '#cli/targets/kubernetes/teardown/held-watch.ts';

const held = (name: string, finalizer: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'x', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [finalizer] },
});

test('an object that a foreign finalizer holds is named after a second, and given up after a minute', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const watch = createHeldWatch();
  watch.see(held('a', 'example.com/cleanup'));
  const named = watch.next();
  context.mock.timers.tick(1_000);
  assert.equal(await named, 'held');
  assert.deepEqual(
    watch.held().map(({ metadata }) => metadata.name),
    ['a'],
  );
  const over = watch.next();
  context.mock.timers.tick(59_000);
  assert.equal(await over, 'over');
  watch.close();
});

test('finalizers of Kubernetes itself, and those that are removed in time, are not named', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const watch = createHeldWatch();
  watch.see(held('a', 'service.kubernetes.io/load-balancer-cleanup'));
  watch.see(held('b', 'kubernetes.io/pvc-protection'));
  watch.see(held('c', 'example.com/cleanup'));
  watch.forget(held('c', 'example.com/cleanup'));
  let told = false;
  void watch.next().then(() => {
    told = true;
  });
  context.mock.timers.tick(120_000);
  await Promise.resolve();
  assert.equal(told, false);
  assert.deepEqual(watch.held(), []);
  watch.close();
});
