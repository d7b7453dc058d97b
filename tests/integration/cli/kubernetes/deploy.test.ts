// Long: all tests share one cluster and what was deployed to it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import type { EventOf } from '#cli/output/events/events.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { Place } from './cluster.ts';
import { createPlace, oneDeployment, skipReason } from './cluster.ts';

const UP = ['up', '--until', 'workloads', '-o', 'json', '--timeout', '180s'];

describe('a platform on a cluster', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  before(async () => {
    place = await createPlace();
  });
  after(() => place?.dispose());
  const error = (run: { events: { type: string }[] }) =>
    run.events.find(({ type }) => type === 'error') as EventOf<'error'> | undefined;

  test('a dry run says what would be and makes nothing', async () => {
    const run = await place.cli(['up', '--dry-run', '-o', 'json']);
    assert.equal(run.code, 0, run.stderr + run.stdout);
    const made = run.events.filter((event) => event.type === 'diff' && event.change === 'create');
    assert.ok(made.length > 20);
    assert.deepEqual(await place.inventory(), []);
    assert.ok(!existsSync(join(place.home, 'platforms', place.name)));
  });

  test('comes up in the documented order, each stage ready before the next', async () => {
    const run = await place.cli(UP);
    assert.equal(run.code, 0, run.stdout);
    const last = run.events.at(-1);
    assert.equal(last?.type, 'ready');
    const steps = run.events.flatMap((event) =>
      event.type === 'step' && event.status === 'done' ? event.step : [],
    );
    const stages = steps.filter((step) => /^\d\d-/.test(step));
    assert.deepEqual(stages, ['00-config', '01-infrastructure', '02-apps']);
    const at = (step: string) =>
      run.events.findIndex(
        (event) => event.type === 'step' && event.step === step && event.status === 'started',
      );
    const ready = run.events.findLastIndex(
      (event) => event.type === 'object' && event.kind === 'StatefulSet' && event.status === 'current',
    );
    assert.ok(ready < at('02-apps'));
    const context = run.events.find((event) => event.type === 'note' && event.code === 'context');
    assert.ok(context);
  });

  test('comes up again without touching anything', async () => {
    const versions = async () =>
      place.kubectl(
        'get',
        'deploy,sts,svc,cm,networkpolicy,secret',
        '-n',
        place.name,
        '-o',
        'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.generation} {.metadata.uid}{"\\n"}{end}',
      );
    const earlier = await versions();
    const pods = await place.kubectl('get', 'pods', '-n', place.name, '-o', 'name');
    const run = await place.cli(UP);
    assert.equal(run.code, 0, run.stdout);
    assert.equal(await versions(), earlier);
    assert.equal(await place.kubectl('get', 'pods', '-n', place.name, '-o', 'name'), pods);
  });

  test('shows a change, without secrets, and applies it', async () => {
    const env = { INFLUSCOPE_LOG_LEVEL: 'debug' };
    const dry = await place.cli(['deploy', '--dry-run', '-o', 'json'], { env });
    const changed = dry.events.flatMap((event) =>
      event.type === 'diff' && event.change === 'update' ? [event] : [],
    );
    assert.ok(
      changed.some(
        ({ name, lines }) =>
          name === 'influscope-settings' && lines.some((line) => /^\+ +LOG_LEVEL: debug/.test(line)),
      ),
    );
    assert.ok(
      changed.some(({ name }) => name === 'api'),
      'the pods read it when they start',
    );
    assert.doesNotMatch(dry.stdout, /managedFields/);
    const run = await place.cli(['deploy', ...UP.slice(1)], { env });
    assert.equal(run.code, 0, run.stdout);
    assert.match(
      await place.kubectl('get', 'cm', 'influscope-settings', '-n', place.name, '-o', 'yaml'),
      /LOG_LEVEL: debug/,
    );
  });

  test('takes away what it once applied and no longer wants, and nothing of others', async () => {
    await place.kubectl('create', 'configmap', 'of-another', '-n', place.name);
    place.edit((stages) =>
      stages.map((stage) => ({
        ...stage,
        objects: stage.objects.filter(
          ({ kind, metadata }) => !(kind === 'NetworkPolicy' && metadata.name === 'analytics'),
        ),
      })),
    );
    const run = await place.cli(['deploy', ...UP.slice(1)]);
    place.edit((stages) => stages);
    assert.equal(run.code, 0, run.stdout);
    const pruned = run.events.flatMap((event) =>
      event.type === 'note' && event.code === 'pruned' ? event.message : [],
    );
    assert.deepEqual(pruned, ['Deleted NetworkPolicy/analytics, which is no longer needed']);
    const inventory = await place.inventory();
    assert.ok(!inventory.includes('networkpolicy.networking.k8s.io/analytics'));
    assert.ok(inventory.includes('configmap/of-another'));
    await place.kubectl('delete', 'configmap', 'of-another', '-n', place.name);
  });

  test("refuses another manager's field by name, and takes it when told", async () => {
    await place.kubectl(
      'patch',
      'deployment',
      'api',
      '-n',
      place.name,
      '--field-manager',
      'somebody',
      '-p',
      '{"spec":{"revisionHistoryLimit":7}}',
    );
    const refused = await place.cli(['deploy', ...UP.slice(1)]);
    assert.equal(refused.code, 1);
    assert.equal(error(refused)?.code, 'field_conflict');
    assert.match(error(refused)?.message ?? '', /Deployment\/api \.spec\.revisionHistoryLimit: .*somebody/);
    const forced = await place.cli(['deploy', '--force-conflicts', ...UP.slice(1)]);
    assert.equal(forced.code, 0, forced.stdout);
  });

  test('lets one command at a time work on it, and names the one that does', async () => {
    const first = place.cli(['deploy', ...UP.slice(1)], { env: { INFLUSCOPE_LOG_LEVEL: 'warn' } });
    await eventually(async () => {
      assert.notEqual(await place.kubectl('get', 'lease', '-n', place.name, '-o', 'name'), '');
    });
    const second = await place.cli(['deploy', ...UP.slice(1)]);
    assert.equal(error(second)?.code, 'platform_locked');
    assert.match(error(second)?.message ?? '', new RegExp(`holder=\\S+/${process.pid} `));
    assert.equal((await first).code, 0);
    assert.equal(await place.kubectl('get', 'lease', '-n', place.name, '-o', 'name'), '');
  });

  test('takes over the lock of a process that ended', async () => {
    const host = (await import('node:os')).hostname();
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'influscope-deploy', namespace: place.name },
      spec: {
        holderIdentity: `somebody@${host}/4194303`,
        leaseDurationSeconds: 30,
        renewTime: new Date().toISOString().replace('Z', '000Z'),
      },
    };
    await place.client.request(`/apis/coordination.k8s.io/v1/namespaces/${place.name}/leases`, 'Lease', {
      method: 'POST',
      body: lease,
      signal: place.signal,
    });
    const run = await place.cli(['deploy', ...UP.slice(1)]);
    assert.equal(run.code, 0, run.stdout);
  });

  test('keeps the existing credentials', async () => {
    const read = () =>
      place.kubectl('get', 'secret', 'influscope-credentials', '-n', place.name, '-o', 'jsonpath={.data}');
    const earlier = await read();
    const again = await place.cli(['secrets', 'create']);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /already exists/);
    const values = Object.values(JSON.parse(earlier) as Record<string, string>).map((value) =>
      Buffer.from(value, 'base64').toString(),
    );
    const run = await place.cli(['deploy', ...UP.slice(1)]);
    for (const value of values.filter((one) => one.length > 20))
      assert.ok(!run.stdout.includes(value) && !run.stderr.includes(value));
    assert.equal(await read(), earlier);
  });

  test('status tells workloads, claims and which cluster it is about', async () => {
    const { events } = await place.cli(['status', '-o', 'json']);
    const [status] = events as [EventOf<'status'>];
    assert.equal(status.state, 'running');
    assert.deepEqual(
      status.cluster?.workloads.map(({ name, ready, wanted }) => `${name} ${ready}/${wanted}`).sort(),
      [
        'analytics 1/1',
        'api 1/1',
        'elasticsearch 1/1',
        'indexer 1/1',
        'minio 1/1',
        'rabbitmq 1/1',
        'scraper 1/1',
      ],
    );
    assert.equal(status.cluster?.volumes.length, 3);
    assert.equal(status.cluster?.context, place.client.identity.context);
  });

  test('logs come from every pod, in the order of their time', async () => {
    const { stdout } = await place.cli(['logs', '-o', 'json', '-n', '1000']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { pod: string; time: string });
    assert.ok(new Set(lines.map(({ pod }) => pod)).size >= 7);
  });

  test('its kubeconfig leads to it and nowhere else', async () => {
    const { stdout } = await place.cli(['kubeconfig']);
    const config = parseAllDocuments(stdout)[0]?.toJS() as { contexts: { context: { namespace: string } }[] };
    assert.deepEqual(
      config.contexts.map(({ context }) => context.namespace),
      [place.name],
    );
  });

  test('down says what it would delete rather than take a mere yes for it', async () => {
    const run = await place.cli(['down', '--yes', '-o', 'json']);
    assert.equal(run.code, 2);
    assert.match(error(run)?.message ?? '', /data-elasticsearch-0: \d/);
  });

  test('keeps its data and comes back with it', async () => {
    const claims = () =>
      place.kubectl(
        'get',
        'pvc',
        '-n',
        place.name,
        '-o',
        'jsonpath={range .items[*]}{.metadata.uid} {.spec.volumeName}{"\\n"}{end}',
      );
    const earlier = await claims();
    const down = await place.cli(['down', '--keep-data', '-o', 'json']);
    assert.equal(down.code, 0, down.stdout);
    const receipt = down.events.find((event) => event.type === 'receipt') as EventOf<'receipt'>;
    assert.deepEqual([...new Set(receipt.remaining.map(({ kind }) => kind))].sort(), [
      'ConfigMap',
      'Namespace',
      'PersistentVolumeClaim',
      'Secret',
    ]);
    assert.equal(await place.kubectl('get', 'pods', '-n', place.name, '-o', 'name'), '');
    const status = (await place.cli(['status', '-o', 'json'])).events[0] as EventOf<'status'>;
    assert.equal(status.state, 'stopped');
    const up = await place.cli(UP);
    assert.equal(up.code, 0, up.stdout);
    assert.equal(await claims(), earlier);
  });

  test('down with its data leaves nothing, of any kind', async () => {
    const run = await place.cli(['down', '--delete-data', '--yes', '-o', 'json']);
    assert.equal(run.code, 0, run.stdout);
    const receipt = run.events.find((event) => event.type === 'receipt') as EventOf<'receipt'>;
    assert.deepEqual(receipt.remaining, []);
    assert.deepEqual(await place.inventory(), []);
    assert.equal(await place.kubectl('get', 'ns', place.name, '--ignore-not-found'), '');
    assert.equal(await place.kubectl('get', 'pv', '-o', 'name'), '');
    assert.ok(!existsSync(join(place.home, 'platforms', place.name)));
  });

  test('a cluster that is another one now is not written to', async () => {
    place.edit((stages) => oneDeployment(stages, 'run'));
    assert.equal((await place.cli(UP)).code, 0);
    const path = join(place.home, 'platforms', place.name, 'target.json');
    const state = JSON.parse(readFileSync(path, 'utf8')) as { server: string };
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path, JSON.stringify({ ...state, server: 'https://192.0.2.1' }));
    const run = await place.cli(['deploy', ...UP.slice(1)]);
    assert.equal(error(run)?.code, 'cluster_differs');
    const other = await place.cli(['deploy', ...UP.slice(1)], { env: { INFLUSCOPE_CONTEXT: 'elsewhere' } });
    assert.equal(error(other)?.code, 'context_differs');
    const said = await place.cli(['deploy', '--context', place.client.identity.context, ...UP.slice(1)]);
    assert.equal(said.code, 0, said.stdout);
  });
});
