import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applySetId, PART_OF_SET } from '#cli/kubernetes/apply/apply-set.ts';
import { kindKey } from '#cli/kubernetes/list-namespace.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { applySetOf, CREATED_BY, FIELD_MANAGER } from '#cli/targets/kubernetes/names.ts';
import type { Claim } from '#cli/targets/kubernetes/teardown/claim.ts';
import { collectFacts, isProvenOwn } from '#cli/targets/kubernetes/teardown/ownership.ts';
import type { Inventory } from '#cli/targets/kubernetes/teardown/plan.ts';
import { plannedObjects, planTeardown } from '#cli/targets/kubernetes/teardown/plan.ts';
import { toVolume } from '#cli/targets/kubernetes/teardown/volumes.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const SPACE = 'influscope';
const SET = applySetOf(SPACE);
const FACTS = collectFacts(SET, readManifests(join(ROOT, 'manifests')), undefined);
const KINDS = [
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
  ['v1', 'Endpoints'],
  ['v1', 'Pod'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'ReplicaSet'],
  ['batch/v1', 'CronJob'],
  ['example.com/v1', 'Keepsake'],
] as const;
const NAMES = ['api', 'theirs', 'influscope-credentials', 'influscope-objects', 'influscope-settings'];
const CLAIMS = ['data-elasticsearch-0', 'data-minio-0', 'data-minio-7', 'data-rabbitmq-0', 'team-archive'];

/** How the object came to be. The test knows it; the plan has to find it out. */
type Origin =
  | 'applied by us'
  | 'copied with our labels'
  | 'applied by someone'
  | 'owned by the one before'
  | 'held';

interface Drawn {
  kind: (typeof KINDS)[number];
  name: string;
  origin: Origin;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom(...KINDS),
  name: fc.constantFrom(...NAMES),
  origin: fc.constantFrom<Origin>(
    'applied by us',
    'copied with our labels',
    'applied by someone',
    'owned by the one before',
    'held',
  ),
});
const drawnClaim = fc.record({
  name: fc.constantFrom(...CLAIMS),
  labelled: fc.boolean(),
  creator: fc.constantFrom('kube-controller-manager', 'kubectl-create', 'velero'),
  owned: fc.boolean(),
  mountedByStranger: fc.boolean(),
});
const drawnCluster = fc.record({
  objects: fc.uniqueArray(drawn, { maxLength: 12, selector: ({ kind, name }) => `${kind[1]}/${name}` }),
  claims: fc.uniqueArray(drawnClaim, { maxLength: 5, selector: ({ name }) => name }),
  created: fc.boolean(),
  blind: fc.boolean(),
});

const LABELS = {
  [PART_OF_SET]: applySetId(SET),
  'app.kubernetes.io/part-of': 'influscope',
  'app.kubernetes.io/managed-by': 'influscope',
};
const applied = [{ manager: FIELD_MANAGER, operation: 'Apply', fieldsV1: {} }];

function build({
  objects,
  claims,
  created,
  blind,
}: typeof drawnCluster extends fc.Arbitrary<infer T> ? T : never) {
  const made: KubeObject[] = [];
  const foreign = new Set<KubeObject>();
  for (const { kind, name, origin } of objects) {
    const [apiVersion, kindName] = kind;
    const uid = `${kindName}/${name}`;
    const metadata: KubeObject['metadata'] = { name: `${name}-x`, namespace: SPACE, uid };
    const object = { apiVersion, kind: kindName, metadata };
    const last = made.at(-1);
    if (origin === 'applied by us') Object.assign(metadata, { labels: LABELS, managedFields: applied });
    if (origin === 'copied with our labels') metadata.labels = LABELS;
    if (origin === 'held') metadata.finalizers = ['example.com/hold'];
    if (origin === 'owned by the one before' && last)
      metadata.ownerReferences = [
        {
          apiVersion: last.apiVersion,
          kind: last.kind,
          name: last.metadata.name,
          uid: last.metadata.uid ?? '',
        },
      ];
    const parent = origin === 'owned by the one before' ? last : undefined;
    if (origin !== 'applied by us' && (parent === undefined || foreign.has(parent))) foreign.add(object);
    made.push(object);
  }
  const workload = made.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.managedFields);
  const builtClaims = claims.map(({ name, labelled, creator, owned }): Claim => {
    const app = name.split('-')[1] ?? '';
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace: SPACE,
        uid: `claim/${name}`,
        ...(labelled && {
          labels: { 'app.kubernetes.io/name': app, 'app.kubernetes.io/part-of': 'influscope' },
        }),
        managedFields: [
          { manager: creator, operation: 'Update', fieldsV1: { 'f:spec': { 'f:accessModes': {} } } },
        ],
        ...(owned &&
          workload && {
            ownerReferences: [
              {
                apiVersion: workload.apiVersion,
                kind: workload.kind,
                name: workload.metadata.name,
                uid: workload.metadata.uid ?? '',
              },
            ],
          }),
      },
    };
  });
  const strangers = claims
    .filter(({ mountedByStranger }) => mountedByStranger)
    .map(({ name }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `stranger-${name}`, namespace: SPACE, uid: `stranger/${name}` },
      spec: { volumes: [{ persistentVolumeClaim: { claimName: name } }] },
      status: { phase: 'Running' },
    }));
  for (const pod of strangers) foreign.add(pod);
  const inventory: Inventory = {
    space: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: SPACE, uid: 'ns', annotations: created ? { [CREATED_BY]: 'influscope' } : {} },
    },
    objects: [...made, ...strangers],
    kinds: new Set(KINDS.map(([apiVersion, kind]) => kindKey({ apiVersion, kind }))),
    claims: builtClaims,
    pods: strangers,
    classes: [],
    volumes: [],
    unseen: blind ? [{ kind: 'widgets', reason: 'forbidden' }] : [],
  };
  const ownClaims = claims
    .filter(
      ({ name, labelled, creator }) =>
        /^data-\w+-0$/.test(name) && labelled && creator === 'kube-controller-manager',
    )
    .map(({ name }) => name);
  return { inventory, foreign, ownClaims };
}

describe('the plan of a teardown, over generated namespaces', () => {
  const check = (property: (cluster: ReturnType<typeof build>, asked: 'keep-data' | 'delete-data') => void) =>
    fc.assert(
      fc.property(
        drawnCluster,
        fc.constantFrom('keep-data' as const, 'delete-data' as const),
        (cluster, asked) => property(build(cluster), asked),
      ),
      { numRuns: 3_000 },
    );

  test('has nothing without proof of ownership', () => {
    check(({ inventory, foreign }, asked) => {
      for (const object of plannedObjects(planTeardown(inventory, FACTS, asked))) {
        assert.ok(!foreign.has(object), `${object.kind}/${object.metadata.name}`);
        assert.ok(isProvenOwn(object, FACTS));
      }
    });
  });

  test('has exactly the claims that are shown as data', () => {
    check(({ inventory, ownClaims }, asked) => {
      const plan = planTeardown(inventory, FACTS, asked);
      const shown = inventory.claims.filter((claim) => isProvenOwn(claim, FACTS)).map(toVolume);
      assert.deepEqual(shown.map(({ name }) => name).sort(), ownClaims.toSorted());
      const planned = plan.claims.map(({ metadata }) => metadata.name);
      assert.deepEqual(planned.sort(), asked === 'delete-data' ? ownClaims.toSorted() : []);
    });
  });

  test('deletes a namespace only when it was created by us and holds nothing of others', () => {
    check(({ inventory, foreign, ownClaims }, asked) => {
      const { space, spaceStays } = planTeardown(inventory, FACTS, asked);
      const others = foreign.size > 0 || inventory.claims.length > ownClaims.length;
      const created = inventory.space?.metadata.annotations?.[CREATED_BY] !== undefined;
      const deletes = asked === 'delete-data' && created && !others && inventory.unseen.length === 0;
      assert.equal(space !== null, deletes);
      assert.equal(spaceStays !== null, asked === 'delete-data' && !deletes);
    });
  });

  test('refuses when a claim would go, or hang, although the plan does not say so', () => {
    check(({ inventory, ownClaims }, asked) => {
      const plan = planTeardown(inventory, FACTS, asked);
      const removed = new Set(plannedObjects(plan).map(({ metadata }) => metadata.uid));
      const endangered = inventory.claims.filter(({ metadata }) => {
        const planned = asked === 'delete-data' && ownClaims.includes(metadata.name);
        if (!planned) return metadata.ownerReferences?.some(({ uid }) => removed.has(uid)) ?? false;
        return inventory.pods.some(({ spec }) =>
          spec?.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name),
        );
      });
      const named = new Set(plan.obstacles.map(({ object }) => object.metadata.name));
      assert.deepEqual([...named].sort(), endangered.map(({ metadata }) => metadata.name).sort());
    });
  });
});
