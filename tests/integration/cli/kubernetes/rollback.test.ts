import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { EventOf } from '#cli/output/events/events.ts';
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
