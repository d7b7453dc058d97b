import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { discoverKinds } from '#cli/kubernetes/discovery.ts';
import { parseObjects } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { keyOf, refOf } from '#cli/kubernetes/objects.ts';
import { resourcePath } from '#cli/kubernetes/resources.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { applySetOf } from '#cli/targets/kubernetes/names.ts';
import { takeInventory } from '#cli/targets/kubernetes/teardown/inventory.ts';
import { collectFacts } from '#cli/targets/kubernetes/teardown/ownership.ts';
import { planTeardown } from '#cli/targets/kubernetes/teardown/plan.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { Place } from './cluster.ts';
import { createPlace, skipReason } from './cluster.ts';
import { withClaim } from './layouts/with-claim.ts';

const UP = ['up', '--until', 'workloads', '-o', 'json', '--timeout', '120s'];
const DOWN = ['down', '-o', 'json', '--yes', '--timeout', '60s'];
const SPECIMENS = parseObjects(
  readFileSync(new URL('./fixtures/foreign-objects.yaml', import.meta.url), 'utf8'),
  'foreign-objects.yaml',
);
const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'keepsakes.tests.influscope.io' },
  spec: {
    group: 'tests.influscope.io',
    names: { kind: 'Keepsake', plural: 'keepsakes', singular: 'keepsake' },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

describe('a teardown beside objects of other people', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  before(async () => {
    place = await createPlace();
    place.edit((stages) => withClaim(stages, ''));
    await create(place, DEFINITION).catch((error: unknown) => {
      if ((error as { status?: number }).status !== 409) throw error;
    });
  });
  after(async () => {
    await place?.kubectl('delete', 'crd', DEFINITION.metadata.name, '--ignore-not-found');
    await place?.dispose();
  });

  test('there is an object of every kind that can be listed and deleted', async () => {
    await eventually(async () => {
      const { kinds } = await discoverKinds(place.client, place.signal);
      const all = kinds.filter(
        ({ namespaced, verbs, kind }) =>
          namespaced && verbs.includes('list') && verbs.includes('delete') && kind !== 'Event',
      );
      assert.ok(all.some(({ kind }) => kind === 'Keepsake'));
      const known = new Set(SPECIMENS.map(({ kind }) => kind));
      assert.deepEqual(
        all.map(({ kind }) => kind).filter((kind) => !known.has(kind)),
        [],
      );
    });
  });

  test('one object of any kind alone keeps the namespace', async () => {
    assert.equal((await place.cli(UP)).code, 0);
    const set = applySetOf(place.name);
    for (const specimen of SPECIMENS) {
      const made = await create(place, specimen);
      const inventory = await takeInventory(place.client, place.name, place.signal);
      const plan = planTeardown(inventory, collectFacts(set, place.stages(), undefined), 'delete-data');
      const keys = plan.foreign.map((object) => keyOf(refOf(object)));
      assert.deepEqual(keys, [keyOf(refOf(made))], specimen.kind);
      assert.equal(plan.space, null, specimen.kind);
      await remove(place, made);
    }
  });

  for (const option of ['--keep-data', '--delete-data']) {
    test(`down ${option} deletes none of them, and tells what stays`, async () => {
      assert.equal((await place.cli(UP)).code, 0);
      const made: KubeObject[] = [];
      for (const specimen of SPECIMENS) made.push(await create(place, specimen));
      const run = await place.cli([...DOWN, option]);
      assert.equal(run.code, 0, run.stdout);
      for (const object of made) {
        const now = await place.client.get(refOf(object), place.signal);
        assert.equal(now?.metadata.uid, object.metadata.uid, object.kind);
        assert.equal(now?.metadata.deletionTimestamp, undefined, object.kind);
      }
      const receipt = run.events.find(({ type }) => type === 'receipt') as EventOf<'receipt'>;
      const remaining = new Set(receipt.remaining.map(({ kind, name }) => `${kind}/${name}`));
      for (const { kind, metadata } of made) assert.ok(remaining.has(`${kind}/${metadata.name}`), kind);
      assert.ok(remaining.has(`Namespace/${place.name}`));
      assert.equal(remaining.has('PersistentVolumeClaim/data-store-0'), option === '--keep-data');
      // The pod before the claim that it mounts.
      for (const object of made.toReversed()) await remove(place, object);
    });
  }

  test('a namespace that is only ours again is deleted', async () => {
    assert.equal((await place.cli([...DOWN, '--delete-data'])).code, 0);
    assert.deepEqual(await place.inventory(), []);
  });

  test('a namespace that was there before stays, empty', async () => {
    await place.kubectl('create', 'namespace', place.name);
    assert.equal((await place.cli(UP)).code, 0);
    const run = await place.cli([...DOWN, '--delete-data']);
    assert.equal(run.code, 0, run.stdout);
    const left = (await place.inventory()).filter(
      (name) => !/kube-root-ca|serviceaccount\/default/.test(name),
    );
    assert.deepEqual(left, [`namespace/${place.name}`]);
    await place.kubectl('delete', 'namespace', place.name);
  });

  test('nothing is deleted while a pod of someone else mounts our claim', async () => {
    assert.equal((await place.cli(UP)).code, 0);
    const pod = SPECIMENS.find(({ kind }) => kind === 'Pod') as KubeObject;
    const text = JSON.stringify(pod).replace('data-store-1', 'data-store-0');
    const made = await create(place, JSON.parse(text) as KubeObject);
    const before = await place.inventory();
    const run = await place.cli([...DOWN, '--delete-data']);
    assert.equal((run.events.at(-1) as EventOf<'error'>).code, 'claims_in_use', run.stdout);
    assert.deepEqual(await place.inventory(), before);
    await remove(place, made);
  });

  test('data stays although someone told the StatefulSet to delete its claims', async () => {
    const policy = { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' } };
    const patch = JSON.stringify({ spec: policy });
    await place.kubectl('patch', 'statefulset', 'store', '-n', place.name, '-p', patch);
    await eventually(async () => {
      const claim = await place.kubectl('get', 'pvc', 'data-store-0', '-n', place.name, '-o', 'json');
      assert.match(claim, /ownerReferences/);
    });
    const run = await place.cli([...DOWN, '--keep-data']);
    assert.equal((run.events.at(-1) as EventOf<'error'>).code, 'claims_in_use', run.stdout);
    assert.equal((await place.cli([...DOWN, '--delete-data'])).code, 0);
  });

  test('an object whose finalizer holds the namespace is named, with the finalizer', async () => {
    assert.equal((await place.cli(UP)).code, 0);
    await place.kubectl(
      'patch',
      'configmap',
      'influscope-objects',
      '-n',
      place.name,
      '-p',
      '{"metadata":{"finalizers":["tests.influscope.io/hold"]}}',
    );
    await place.kubectl('delete', 'namespace', place.name, '--wait=false');
    const up = await place.cli(UP);
    const refused = up.events.at(-1) as EventOf<'error'>;
    assert.equal(refused.code, 'namespace_terminating');
    assert.match(refused.message, /ConfigMap\/influscope-objects .*tests\.influscope\.io\/hold/);
    const down = await place.cli([...DOWN.slice(0, -1), '8s', '--delete-data']);
    const late = down.events.at(-1) as EventOf<'error'>;
    assert.equal(late.code, 'not_gone', down.stdout);
    assert.match(late.message, /ConfigMap\/influscope-objects .*tests\.influscope\.io\/hold/);
    await place.kubectl(
      'patch',
      'configmap',
      'influscope-objects',
      '-n',
      place.name,
      '-p',
      '{"metadata":{"finalizers":null}}',
    );
    assert.equal((await place.cli([...DOWN, '--delete-data'])).code, 0);
    assert.deepEqual(await place.inventory(), []);
  });
});

async function create({ client, name, signal }: Place, object: object): Promise<KubeObject> {
  const { kind, apiVersion, metadata } = object as KubeObject;
  const resource = await client.resourceOf({ apiVersion, kind }, signal);
  const namespace = resource.namespaced ? name : undefined;
  return client.request<KubeObject>(resourcePath(resource, { namespace }), kind, {
    method: 'POST',
    body: { ...object, metadata: { ...metadata, ...(namespace && { namespace }) } },
    signal,
  });
}

async function remove({ kubectl, name }: Place, { kind, apiVersion, metadata }: KubeObject): Promise<void> {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const type = group === '' ? kind : `${kind}.${version}.${group}`;
  await kubectl('delete', type, metadata.name, '-n', name, '--timeout=30s');
}
