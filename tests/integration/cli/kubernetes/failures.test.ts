import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { EventOf } from '#cli/output/events/events.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import type { Place } from './cluster.ts';
import { createPlace, oneDeployment, skipReason } from './cluster.ts';
import { withClaim } from './layouts/with-claim.ts';

interface Failure {
  name: string;
  edit(stages: Stage[]): Stage[];
  /** Only for what may heal: when to give up. */
  timeout?: string;
  until?: 'answer';
  code: string;
  message: RegExp[];
  hint: RegExp;
}

const annotate = (stages: Stage[], kind: string, behaviour: string): Stage[] =>
  stages.map(({ name, objects }) => ({
    name,
    objects: objects.map((object) =>
      object.kind === kind
        ? {
            ...object,
            metadata: {
              ...object.metadata,
              annotations: { ...object.metadata.annotations, 'lab/behaviour': behaviour },
            },
          }
        : object,
    ),
  }));

const withService = (stages: Stage[], behaviour: string): Stage[] => {
  const small = oneDeployment(stages, 'run');
  const service = stages
    .flatMap(({ objects }) => objects)
    .find(({ metadata }) => metadata.name === 'api-service');
  assert.ok(service);
  return annotate(
    small.map((stage) =>
      stage.name.startsWith('02') ? { ...stage, objects: [...stage.objects, service] } : stage,
    ),
    'Service',
    behaviour,
  );
};

const FAILURES: Failure[] = [
  {
    name: 'an image that may not be had',
    edit: (stages) => oneDeployment(stages, 'image-pull-error:pull access denied for registry.example/probe'),
    code: 'rollout_failed',
    message: [
      /^Deployment\/probe: the registry does not let the cluster pull registry\.example\/probe:1/,
      /pod: probe-\S+/,
      /pull access denied/,
    ],
    hint: /images: \{ probe: NAME:TAG \}/,
  },
  {
    name: 'a crash loop',
    edit: (stages) => oneDeployment(stages, 'crash-loop'),
    code: 'rollout_failed',
    message: [
      /^Deployment\/probe: probe crashes each time it starts \(exit code 1\)/,
      /condition: CrashLoopBackOff/,
      /log: \S/,
    ],
    hint: /log/,
  },
  {
    name: 'a container that runs out of memory',
    edit: (stages) => oneDeployment(stages, 'oom'),
    code: 'rollout_failed',
    message: [/^Deployment\/probe: probe needs more memory than its limit/, /exit: .*OOMKilled/],
    hint: /memory/,
  },
  {
    name: 'a Secret that is missing',
    edit: (stages) => oneDeployment(stages, 'run', { envFrom: [{ secretRef: { name: 'nowhere' } }] }),
    code: 'rollout_failed',
    message: [/^Deployment\/probe: the Secret "nowhere" does not exist/],
    hint: /kubectl create secret generic nowhere/,
  },
  {
    name: 'a probe that never succeeds',
    edit: (stages) => oneDeployment(stages, 'never-ready:HTTP probe failed with statuscode: 503'),
    timeout: '12s',
    code: 'not_ready',
    message: [/Timed out after 12 s/, /Deployment\/probe: probe runs, but is not ready/, /statuscode: 503/],
    hint: /kubectl logs .*-c probe/,
  },
  {
    name: 'a volume that cannot be made',
    edit: (stages) => withClaim(stages, 'provision-error:VolumeLimitExceeded'),
    timeout: '12s',
    code: 'not_ready',
    message: [
      /PersistentVolumeClaim\/data-store-0: the storage driver cannot create the volume/,
      /VolumeLimitExceeded/,
    ],
    hint: /kubectl describe pvc data-store-0/,
  },
  {
    name: 'a volume that cannot be attached',
    edit: (stages) => withClaim(stages, 'attach-error:IncorrectState'),
    timeout: '15s',
    code: 'not_ready',
    message: [/StatefulSet\/store: the volume cannot be attached/, /IncorrectState/],
    hint: /kubectl describe volumeattachments/,
  },
  {
    name: 'a load balancer that never comes',
    edit: (stages) => withService(stages, 'lb-pending'),
    timeout: '12s',
    code: 'no_balancer',
    message: [/Service\/api-service has no load balancer/],
    hint: /service_type: ClusterIP/,
  },
  {
    name: 'a load balancer that cannot be made',
    edit: (stages) => withService(stages, 'lb-error:no subnets found'),
    timeout: '12s',
    code: 'no_balancer',
    message: [/Service\/api-service has no load balancer: .*no subnets found/],
    hint: /service_type: ClusterIP/,
  },
  {
    name: 'a pod that is too big for every node',
    edit: (stages) => oneDeployment(stages, 'run', { resources: { requests: { memory: '64Gi' } } }),
    code: 'no_capacity',
    message: [/Deployment\/probe: needs 0m CPU and 64\.0 GiB/, /not enough free memory/],
    hint: /lacks \S+ GiB more memory: add a node/,
  },
];

describe('a deploy that fails', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  before(async () => {
    place = await createPlace();
  });
  afterEach(async () => {
    await place.cli(['down', '--delete-data', '--yes', '--timeout', '60s']);
  });
  after(() => place?.dispose());

  for (const { name, edit, timeout = '180s', code, message, hint } of FAILURES) {
    test(`tells of ${name}: the object, the cause and one thing to try`, async () => {
      place.edit(edit);
      const run = await place.cli(['up', '--until', 'workloads', '-o', 'json', '--timeout', timeout]);
      const error = run.events.at(-1) as EventOf<'error'>;
      assert.equal(run.code, 1, run.stdout);
      assert.equal(error.code, code, error.message);
      for (const part of message) assert.match(error.message, part);
      assert.match(hintText(error.hint), hint);
    });
  }

  test('is repaired by the next one, though a StatefulSet never replaces a broken pod by itself', async () => {
    place.edit((stages) => annotateTemplate(withClaim(stages, ''), 'image-pull-error:x:1: not found'));
    const broken = await place.cli(['up', '--until', 'workloads', '-o', 'json', '--timeout', '60s']);
    assert.equal((broken.events.at(-1) as EventOf<'error'>).code, 'rollout_failed', broken.stdout);
    place.edit((stages) => annotateTemplate(withClaim(stages, ''), ''));
    const repaired = await place.cli(['up', '--until', 'workloads', '-o', 'json', '--timeout', '60s']);
    assert.equal(repaired.code, 0, repaired.stdout);
  });

  test('to go away names what holds it', async () => {
    place.edit((stages) => withService(stages, 'stuck-deleting'));
    const up = await place.cli(['up', '--until', 'workloads', '-o', 'json', '--timeout', '60s']);
    assert.equal(up.code, 0, up.stdout);
    const down = await place.cli(['down', '--delete-data', '--yes', '-o', 'json', '--timeout', '6s']);
    const error = down.events.at(-1) as EventOf<'error'>;
    assert.equal(error.code, 'not_gone', error.message);
    assert.match(
      error.message,
      /Service\/api-service \(held by service\.kubernetes\.io\/load-balancer-cleanup/,
    );
    await place.kubectl('annotate', 'service', 'api-service', '-n', place.name, 'lab/behaviour-');
    const again = await place.cli(['down', '--delete-data', '--yes', '-o', 'json', '--timeout', '60s']);
    assert.equal(again.code, 0, again.stdout);
    assert.deepEqual(await place.inventory(), []);
  });
});

function annotateTemplate(stages: Stage[], behaviour: string): Stage[] {
  for (const object of stages.flatMap(({ objects }) => objects)) {
    if (object.kind !== 'StatefulSet') continue;
    const { template } = (object as unknown as { spec: { template: { metadata: { annotations?: object } } } })
      .spec;
    template.metadata.annotations = { 'lab/behaviour': behaviour };
  }
  return stages;
}
