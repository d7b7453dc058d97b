import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { EventOf } from '#cli/output/events/events.ts';
import type { CliRun, Place } from './cluster.ts';
import { createPlace, skipReason } from './cluster.ts';

const DEPLOY = ['deploy', '--until', 'workloads', '-o', 'json', '--timeout', '120s'];
const ENV = { INFLUSCOPE_LOG_LEVEL: 'debug' };

describe('an instance that kubectl made', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  before(async () => {
    place = await createPlace();
    for (const { name, objects } of place.stages()) {
      const path = join(place.root, `${name}.json`);
      writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
      await place.kubectl('apply', '-f', path);
      if (name.startsWith('00')) {
        const secret = await place.cli(['secrets', 'create']);
        writeFileSync(join(place.root, 'secret.yaml'), secret.stdout);
        await place.kubectl('apply', '-f', join(place.root, 'secret.yaml'));
      }
    }
  });
  after(() => place?.dispose());
  const lastError = ({ events }: CliRun) => events.at(-1) as EventOf<'error'>;
  const level = () =>
    place.kubectl(
      'get',
      'configmap',
      'influscope-settings',
      '-n',
      place.name,
      '-o',
      'jsonpath={.data.LOG_LEVEL}',
    );
  const replicas = (name: string) =>
    place.kubectl('get', 'deployment', name, '-n', place.name, '-o', 'jsonpath={.spec.replicas}');

  test('is adopted: fields that equal ours are no conflict', async () => {
    const dry = await place.cli([...DEPLOY, '--dry-run']);
    assert.equal(dry.code, 0, dry.stdout);
    const run = await place.cli(['up', ...DEPLOY.slice(1)]);
    assert.equal(run.code, 0, run.stdout);
  });

  test('all fields that others changed are listed at once, and nothing is applied', async () => {
    await place.kubectl('scale', 'deployment', 'api', 'analytics', '-n', place.name, '--replicas', '2');
    await place.kubectl(
      'patch',
      'networkpolicy',
      'api',
      '-n',
      place.name,
      '--type',
      'merge',
      '-p',
      '{"spec":{"policyTypes":["Ingress"]}}',
    );
    for (const extra of [['--dry-run'], []]) {
      const refused = await place.cli([...DEPLOY, ...extra], { env: ENV });
      assert.equal(lastError(refused).code, 'field_conflict', refused.stdout);
      for (const field of [
        'Deployment/api .spec.replicas',
        'Deployment/analytics .spec.replicas',
        'NetworkPolicy/api .spec.policyTypes',
      ])
        assert.ok(lastError(refused).message.includes(field), `${field}: ${lastError(refused).message}`);
    }
    assert.equal(await level(), 'info');
    assert.equal(await replicas('api'), '2');
  });

  test('what is overwritten is listed, and nothing else is', async () => {
    const run = await place.cli([...DEPLOY, '--force-conflicts'], { env: ENV });
    assert.equal(run.code, 0, run.stdout);
    const taken = run.events.find((one) => one.type === 'note' && one.code === 'conflicts_taken');
    assert.match((taken as EventOf<'note'>).message, /Deployment\/api \.spec\.replicas: 2 .* 1 /);
    assert.equal(await replicas('api'), '1');
    assert.equal(await level(), 'debug');
    const again = await place.cli([...DEPLOY, '--force-conflicts'], { env: ENV });
    assert.ok(!again.events.some((one) => one.type === 'note' && one.code === 'conflicts_taken'));
  });

  test('down deletes it, and leaves the namespace to the one who made it', async () => {
    const run = await place.cli(['down', '--delete-data', '--yes', '-o', 'json', '--timeout', '90s']);
    assert.equal(run.code, 0, run.stdout);
    const left = (await place.inventory()).filter(
      (name) => !/kube-root-ca|serviceaccount\/default/.test(name),
    );
    assert.deepEqual(left, [`namespace/${place.name}`]);
  });
});
