import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import type { Preparation } from '#cli/targets/kubernetes/deploy/prepare.ts';
import { prepareStages } from '#cli/targets/kubernetes/deploy/prepare.ts';
import { variablesOfSources } from '#contract/sources/source-plan.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const PLAIN: Preparation = {
  namespace: 'influscope',
  images: {},
  serviceType: null,
  trustedHops: 1,
  sourceRanges: [],
  certificate: null,
  storageClass: null,
  rotation: null,
  settings: {},
};
const stages = readManifests(join(ROOT, 'manifests'));

function prepare(changes: Partial<Preparation>): KubeObject[] {
  return prepareStages(stages, { ...PLAIN, ...changes }).flatMap(({ objects }) => objects);
}
const json = (objects: readonly KubeObject[]) => JSON.stringify(objects);
const find = (objects: readonly KubeObject[], kind: string, name: string) => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  assert.ok(found, `${kind}/${name}`);
  return found as unknown as { spec: Record<string, unknown>; metadata: KubeObject['metadata'] };
};

describe('the manifests as a platform wants them', () => {
  test('come in the documented order and are left as they are', () => {
    assert.deepEqual(
      stages.map(({ name }) => name),
      ['00-config', '01-infrastructure', '02-apps'],
    );
    const before = JSON.stringify(stages);
    prepare({ namespace: 'other', images: { rabbitmq: 'x:1' }, rotation: '1' });
    assert.equal(JSON.stringify(stages), before);
  });

  test('are wholly in the namespace of another name, what is in none included', () => {
    const objects = prepare({ namespace: 'second' });
    find(objects, 'Namespace', 'second');
    for (const { kind, metadata } of objects) {
      if (metadata.namespace !== undefined)
        assert.equal(metadata.namespace, 'second', `${kind}/${metadata.name}`);
      else assert.match(metadata.name, /^second/, `${kind}/${metadata.name}`);
    }
    assert.match(json(objects), /"storageClassName":"second-gp3"/);
    assert.match(json(objects), /"priorityClassName":"second-infrastructure"/);
  });

  test('give the scraper the settings and the credentials of the live sources', () => {
    const sources = {
      bluesky: { topics: ['vegan food'], budgets: { requests: 500 } },
      mastodon: { instances: ['one.example', 'two.example'], refresh: { nano: '1d' } },
    };
    const objects = prepare({ settings: variablesOfSources(sources) });
    const { data } = find(objects, 'ConfigMap', 'influscope-settings') as unknown as {
      data: Record<string, string>;
    };
    assert.equal(data.MASTODON_INSTANCES, 'one.example,two.example');
    assert.equal(data.SOURCE_BUDGETS, 'bluesky.requests=500');
    assert.deepEqual(JSON.parse(data.SOURCES ?? ''), {
      bluesky: { topics: ['vegan food'] },
      mastodon: { refresh: { nano: '1d' } },
    });
    const { template } = find(objects, 'Deployment', 'scraper').spec as {
      template: { spec: { containers: { envFrom: object[] }[] } };
    };
    assert.deepEqual(template.spec.containers[0]?.envFrom, [
      { configMapRef: { name: 'influscope-settings' } },
      { secretRef: { name: 'influscope-sources', optional: true } },
    ]);
  });

  test('take other images by name, and refuse an unknown one', () => {
    const text = json(
      prepare({
        images: { influscope: 'r.example/own:1', minio: 'r.example/minio:2', rabbitmq: 'r.example/rabbit:3' },
      }),
    );
    assert.equal(text.match(/r\.example\/own:1/g)?.length, 4);
    assert.match(text, /r\.example\/minio:2/);
    assert.doesNotMatch(text, /"image":"ghcr\.io/);
    assert.throws(() => prepare({ images: { rabbitmk: 'x:1' } }), { code: 'image_unknown' });
  });

  test('offer the public port as asked for', () => {
    const open = find(
      prepare({ sourceRanges: ['203.0.113.0/24'], certificate: 'arn:x' }),
      'Service',
      'api-service',
    );
    assert.deepEqual(open.spec.loadBalancerSourceRanges, ['203.0.113.0/24']);
    assert.equal(
      open.metadata.annotations?.['service.beta.kubernetes.io/aws-load-balancer-ssl-cert'],
      'arn:x',
    );
    assert.deepEqual(
      (open.spec.ports as { port: number }[]).map(({ port }) => port),
      [80, 443],
    );
    const inner = find(
      prepare({ serviceType: 'ClusterIP', sourceRanges: ['203.0.113.0/24'] }),
      'Service',
      'api-service',
    );
    assert.equal(inner.spec.type, 'ClusterIP');
    assert.equal(inner.spec.loadBalancerSourceRanges, undefined);
  });

  test("use the cluster's own storage class where one is named", () => {
    const objects = prepare({ storageClass: 'standard' });
    assert.ok(!objects.some(({ kind }) => kind === 'StorageClass'));
    assert.equal(json(objects).match(/"storageClassName":"standard"/g)?.length, 3);
  });

  test('replace the pods that read a changed setting when they start, and no others', () => {
    const hashes = (objects: readonly KubeObject[]) =>
      objects
        .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
        .map((object) => [
          object.metadata.name,
          /"influscope\.io\/config-hash":"(\w+)"/.exec(JSON.stringify(object))?.[1],
        ]);
    const before = Object.fromEntries(hashes(prepare({})));
    const after = Object.fromEntries(hashes(prepare({ settings: { LOG_LEVEL: 'debug' } })));
    assert.deepEqual(
      Object.keys(before)
        .filter((name) => before[name] !== after[name])
        .sort(),
      ['analytics', 'api', 'indexer', 'scraper'],
    );
  });

  test('replace the services, and no server, when credentials were changed', () => {
    const marked = prepare({ rotation: '3' }).filter((object) =>
      JSON.stringify(object).includes('"influscope.io/rotation":"3"'),
    );
    assert.deepEqual(marked.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort(), [
      'Deployment/analytics',
      'Deployment/api',
      'Deployment/indexer',
      'Deployment/scraper',
    ]);
  });
});
