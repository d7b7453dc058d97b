import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { patchObjects } from '#scripts/manifests/patch-objects.ts';
import { productionManifests } from '#scripts/manifests.ts';
import { readManifests, workloadsOf } from '#tests/support/manifests.ts';

test('the production set is what npm run manifests writes', () => {
  const folder = 'manifests/production';
  const written = readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]);
  assert.deepEqual(Object.fromEntries(written), productionManifests());
});

test('the production set has three search and three queue nodes, kept apart by zone and by budget', () => {
  const manifests = readManifests('manifests/production');
  for (const name of ['elasticsearch', 'rabbitmq']) {
    const workload = workloadsOf(manifests).find(({ metadata }) => metadata.name === name);
    assert.equal(workload?.spec.replicas, 3);
    assert.match(
      JSON.stringify(workload.spec.template.spec),
      /topology\.kubernetes\.io\/zone.*DoNotSchedule/,
    );
    assert.ok(
      manifests.some(({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === name),
    );
  }
});

test('patches merge by name, replace what has none, take away what is null, and add what is new', () => {
  const object = (name: string, fields: object) => ({
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name },
    ...fields,
  });
  const base = object('a', {
    list: [{ name: 'x', n: 1, m: 1 }, { name: 'y' }],
    plain: [1, 2],
    gone: true,
    kept: 1,
  });
  const patch = object('a', { list: [{ name: 'x', n: 2 }, { name: 'z' }], plain: [3], gone: null });
  const { patched, added } = patchObjects([base, object('b', {})], [patch, object('c', {})]);
  const list = [{ name: 'x', n: 2, m: 1 }, { name: 'y' }, { name: 'z' }];
  assert.deepEqual(patched, [object('a', { list, plain: [3], kept: 1 }), object('b', {})]);
  assert.deepEqual(added, [object('c', {})]);
});
