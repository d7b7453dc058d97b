import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBench } from './harness.ts';

test('instances that start at the same moment get a port each', async () => {
  const benches = Array.from({ length: 12 }, () => createBench());
  for (const one of benches) one.misbehave({});
  const runs = await Promise.all(benches.map((one) => one.run(['up'])));
  assert.deepEqual(
    runs.filter(({ code }) => code !== 0).map(({ stderr }) => stderr),
    [],
  );
  assert.equal(new Set(benches.map((one) => one.document().port)).size, benches.length);
});
