import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { CliRun, Place } from './cluster.ts';
import { createPlace, oneDeployment, skipReason } from './cluster.ts';
import { withClaim } from './layouts/with-claim.ts';

const OPTIONS = ['--until', 'workloads', '-o', 'json', '--timeout', '120s'];
const SETTINGS = 'probe-settings';

// biome-ignore lint/suspicious/noExplicitAny: fields that no type of the product names.
type Loose = any;

const image = (stages: Stage[], tag: string) =>
  oneDeployment(stages, 'run', { image: `registry.example/probe:${tag}` });

/** A server, and a service that reads settings. */
function withSettings(stages: Stage[], level: string, serverBehaviour: string): Stage[] {
  const labels = { 'app.kubernetes.io/part-of': 'influscope' };
  const metadata = { name: SETTINGS, namespace: 'influscope', labels };
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { LOG_LEVEL: level } };
  const made = withClaim(stages, '');
  for (const object of made.flatMap(({ objects }) => objects) as Loose[]) {
    if (object.kind === 'Deployment')
      object.spec.template.spec.containers[0].envFrom = [{ configMapRef: { name: SETTINGS } }];
    if (object.kind === 'StatefulSet')
      object.spec.template.metadata.annotations = { 'lab/behaviour': serverBehaviour };
  }
  return made.map((stage) =>
    stage.name.startsWith('00') ? { ...stage, objects: [...stage.objects, settings] } : stage,
  );
}

describe('a return to an earlier revision', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  before(async () => {
    place = await createPlace();
  });
  afterEach(() => place.cli(['down', '--delete-data', '--yes', '--timeout', '60s']));
  after(() => place?.dispose());
  const succeed = async (args: string[]): Promise<CliRun> => {
    const run = await place.cli(args);
    assert.equal(run.code, 0, run.stdout);
    return run;
  };
  const read = async (kind: string, name: string, path: string) =>
    place.kubectl('get', kind, name, '-n', place.name, '-o', `jsonpath=${path}`);

  test('overwrites fields of another field manager only with --force-conflicts', async () => {
    place.edit((stages) => image(stages, '1'));
    await succeed(['up', ...OPTIONS]);
    place.edit((stages) => image(stages, '2'));
    await succeed(['deploy', ...OPTIONS]);
    await place.kubectl('set', 'image', 'deployment/probe', 'probe=theirs:1', '-n', place.name);
    const refused = await place.cli(['rollback', '-o', 'json']);
    const error = refused.events.at(-1) as EventOf<'error'>;
    assert.equal(refused.code, 1, refused.stdout);
    assert.match(error.message, /kubectl-set/);
    const path = '{.spec.template.spec.containers[0].image}';
    assert.equal(await read('deployment', 'probe', path), 'theirs:1');
    await succeed(['rollback', '--force-conflicts', '-o', 'json']);
    assert.equal(await read('deployment', 'probe', path), 'registry.example/probe:1');
  });

  test('removes what another field manager added after the revision only with --force-conflicts', async () => {
    place.edit((stages) => image(stages, '1'));
    await succeed(['up', ...OPTIONS]);
    place.edit((stages) => image(stages, '2'));
    await succeed(['deploy', ...OPTIONS]);
    const change = {
      spec: {
        minReadySeconds: 1,
        template: {
          spec: {
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            containers: [{ name: 'probe', command: ['sleep', '1'], env: [{ name: 'ADDED', value: '1' }] }],
          },
        },
      },
    };
    const patch = ['patch', 'deployment', 'probe', '-n', place.name, '--field-manager=kubectl-edit'];
    await place.kubectl(...patch, '-p', JSON.stringify(change));
    await place.kubectl('rollout', 'restart', 'deployment', 'probe', '-n', place.name);
    const refused = await place.cli(['rollback', '-o', 'json']);
    const error = refused.events.at(-1) as EventOf<'error'>;
    assert.equal(refused.code, 1, refused.stdout);
    assert.equal(error.code, 'field_conflict');
    const container = '.spec.template.spec.containers[name="probe"]';
    for (const field of [
      '.spec.minReadySeconds',
      '.spec.template.spec.nodeSelector',
      `${container}.command`,
      `${container}.env`,
    ])
      assert.ok(error.message.includes(`Deployment/probe ${field}: `), error.message);
    assert.ok(!error.message.includes('restartedAt'), error.message);
    const path = '{.spec.template.spec.containers[0]}';
    assert.match(await read('deployment', 'probe', path), /ADDED/);
    await succeed(['rollback', '--force-conflicts', '-o', 'json']);
    const spec = JSON.parse(await read('deployment', 'probe', '{.spec}')) as Loose;
    const [probe] = spec.template.spec.containers;
    assert.equal(probe.image, 'registry.example/probe:1');
    assert.equal(probe.command, undefined);
    assert.ok(!JSON.stringify(spec).includes('ADDED'));
    assert.equal(spec.template.spec.nodeSelector, undefined);
    assert.equal(spec.minReadySeconds ?? 0, 0);
  });

  test('keeps what another field manager added before the revision was good', async () => {
    place.edit((stages) => image(stages, '1'));
    await succeed(['up', ...OPTIONS]);
    const patch = ['patch', 'deployment', 'probe', '-n', place.name, '--field-manager=kubectl-edit'];
    const change = { spec: { template: { spec: { nodeSelector: { 'kubernetes.io/os': 'linux' } } } } };
    await place.kubectl(...patch, '-p', JSON.stringify(change));
    // Times of field managers are whole seconds.
    const path = '{.metadata.managedFields[?(@.manager=="kubectl-edit")].time}';
    const addedAt = Date.parse(await read('deployment', 'probe', path));
    await eventually(async () => assert.ok(Date.now() > addedAt + 2_000));
    place.edit((stages) => image(stages, '2'));
    await succeed(['deploy', ...OPTIONS]);
    place.edit((stages) => image(stages, '3'));
    await succeed(['deploy', ...OPTIONS]);
    await succeed(['rollback', '-o', 'json']);
    const spec = JSON.parse(await read('deployment', 'probe', '{.spec.template.spec}')) as Loose;
    assert.deepEqual(spec.nodeSelector, { 'kubernetes.io/os': 'linux' });
    assert.equal(spec.containers[0].image, 'registry.example/probe:2');
  });

  test('names what another field manager added when a failed deploy returns to the last good revision', async () => {
    place.edit((stages) => image(stages, '1'));
    await succeed(['up', ...OPTIONS]);
    const patch = ['patch', 'deployment', 'probe', '-n', place.name, '--field-manager=kubectl-edit'];
    const change = { spec: { template: { spec: { nodeSelector: { 'kubernetes.io/os': 'linux' } } } } };
    await place.kubectl(...patch, '-p', JSON.stringify(change));
    place.edit((stages) =>
      oneDeployment(stages, 'image-pull-error:x:2: not found', { image: 'registry.example/probe:2' }),
    );
    const failed = await place.cli(['deploy', ...OPTIONS]);
    assert.equal(failed.code, 1, failed.stdout);
    const kept = failed.events.find((event) => event.type === 'note' && event.code === 'fields_kept');
    assert.match((kept as EventOf<'note'> | undefined)?.message ?? '', /spec\.nodeSelector/);
    assert.ok(failed.events.some((event) => event.type === 'note' && event.code === 'rolled_back'));
    await succeed(['rollback', '1', '--force-conflicts', '-o', 'json']);
    assert.equal(await read('deployment', 'probe', '{.spec.template.spec.nodeSelector}'), '');
  });

  test('restores the settings if a deploy fails before it changes the services', async () => {
    place.edit((stages) => withSettings(stages, 'info', ''));
    await succeed(['up', ...OPTIONS]);
    place.edit((stages) => withSettings(stages, 'debug', 'image-pull-error:x:1: not found'));
    const failed = await place.cli(['deploy', ...OPTIONS]);
    assert.equal((failed.events.at(-1) as EventOf<'error'>).code, 'rollout_failed', failed.stdout);
    assert.ok(failed.events.some((event) => event.type === 'note' && event.code === 'settings_restored'));
    assert.equal(await read('configmap', SETTINGS, '{.data.LOG_LEVEL}'), 'info');
  });

  test('does not wait for the back-off of a controller after the cause is repaired', async () => {
    place.edit((stages) => image(stages, '1'));
    await succeed(['up', ...OPTIONS]);
    const quota = ['quota', 'team', '--hard=pods=1', '-n', place.name];
    await place.kubectl('create', ...quota);
    place.edit((stages) => image(stages, '2'));
    const refused = await place.cli(['deploy', '--no-rollback', ...OPTIONS]);
    const error = refused.events.at(-1) as EventOf<'error'>;
    assert.equal(error.findings?.[0]?.code, 'quota_exceeded', refused.stdout);
    await place.kubectl('delete', 'quota', 'team', '-n', place.name);
    await succeed(['deploy', ...OPTIONS]);
    assert.match(await read('deployment', 'probe', '{.metadata.annotations}'), /influscope.io\/retried-at/);
  });
});
