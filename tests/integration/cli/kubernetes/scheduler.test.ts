import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { checkCapacity } from '#cli/kubernetes/capacity/check-capacity.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import type { Condition, KubeObject } from '#cli/kubernetes/objects.ts';
import { conditionOf } from '#cli/kubernetes/objects.ts';
import { RESOURCES, resourcePath } from '#cli/kubernetes/resources.ts';
import { watchObjects } from '#cli/kubernetes/watch/watch.ts';
import { skipReason } from './cluster.ts';
import type { Layout } from './layouts/scheduler-layouts.ts';
import { createLayout } from './layouts/scheduler-layouts.ts';

/** `npm run test:capacity` asks about 200. */
const LAYOUTS = Number(process.env.CAPACITY_LAYOUTS ?? 6);
const AT_ONCE = 4;
const PATIENCE_MS = 60_000;

type PodObject = KubeObject & { spec: { nodeName?: string }; status?: { conditions?: Condition[] } };

describe('the capacity verdict', { skip: skipReason(), concurrency: false }, () => {
  const run = `cap${randomBytes(3).toString('hex')}`;
  let client: KubeClient;
  const { signal } = new AbortController();
  before(async () => {
    const { config, identity } = await openKubeConfig({ context: null, path: null });
    client = createKubeClient(config, identity);
    await create(RESOURCES.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: run } });
    await create(RESOURCES.serviceAccount, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: run },
    }).catch(() => {});
  });
  after(async () => {
    await remove(RESOURCES.namespace, run);
    client.close();
  });

  test(`agrees with the scheduler on ${LAYOUTS} seeded layouts`, async () => {
    const outcomes: { seed: number; ours: boolean; theirs: boolean }[] = [];
    const seeds = drawSeeds();
    for (let first = 0; first < LAYOUTS; first += AT_ONCE) {
      outcomes.push(...(await Promise.all(seeds.slice(first, first + AT_ONCE).map(compare))));
    }
    const differing = outcomes.filter(({ ours, theirs }) => ours !== theirs);
    const misfits = outcomes.filter(({ theirs }) => !theirs).length;
    console.log(`${LAYOUTS} layouts, ${misfits} do not fit, ${LAYOUTS - differing.length} verdicts agree`);
    assert.deepEqual(differing, []);
    if (LAYOUTS >= 100) assert.ok(misfits > LAYOUTS / 4 && misfits < LAYOUTS / 2, `${misfits} do not fit`);
  });

  /** What hangs on the lots that the scheduler draws has no answer to agree on. */
  function drawSeeds(): number[] {
    const seeds: number[] = [];
    for (let seed = 1; seeds.length < LAYOUTS; seed++) {
      if (!verdictOn(createLayout(seed, { run, namespace: run })).byChance) seeds.push(seed);
    }
    return seeds;
  }

  function verdictOn({ wanted, nodes, standing }: Layout) {
    return checkCapacity(wanted, { nodes, pods: standing, claims: [], volumes: [] });
  }

  async function compare(seed: number): Promise<{ seed: number; ours: boolean; theirs: boolean }> {
    const layout = createLayout(seed, { run, namespace: run });
    const { fits } = verdictOn(layout);
    try {
      return { seed, ours: fits, theirs: await schedule(layout) };
    } finally {
      await Promise.all([
        ...[...layout.standing, ...layout.wanted].map(({ metadata }) =>
          remove(RESOURCES.pod, metadata.name, run),
        ),
        ...layout.nodes.map(({ metadata }) => remove(RESOURCES.node, metadata.name)),
      ]);
    }
  }

  /** Makes nodes and pods; answers whether the scheduler placed all of them. */
  async function schedule({ nodes, standing, wanted, label }: Layout): Promise<boolean> {
    await Promise.all(nodes.map((node) => create(RESOURCES.node, node)));
    await Promise.all(
      nodes.map((node) =>
        client.request(`${resourcePath(RESOURCES.node, node.metadata)}/status`, 'Node', {
          method: 'PATCH',
          contentType: 'application/merge-patch+json',
          body: { status: (node as KubeObject & { status: object }).status },
          signal,
        }),
      ),
    );
    await settled(
      RESOURCES.node,
      `layout=${label}`,
      undefined,
      (seen) =>
        seen.length === nodes.length &&
        seen.every(
          (node) =>
            !(node as { spec?: { taints?: { key: string }[] } }).spec?.taints?.some(({ key }) =>
              key.includes('not-ready'),
            ),
        ),
    );
    for (const pod of [...standing, ...wanted]) await create(RESOURCES.pod, pod);
    const decided = (pod: PodObject) =>
      pod.spec.nodeName !== undefined ||
      conditionOf(pod.status?.conditions, 'PodScheduled')?.status === 'False';
    const seen = (await settled(
      RESOURCES.pod,
      `layout=${label}`,
      run,
      (pods) => pods.length === standing.length + wanted.length && (pods as PodObject[]).every(decided),
    )) as PodObject[];
    return seen.every(({ spec }) => spec.nodeName !== undefined);
  }

  async function settled(
    resource: (typeof RESOURCES)[keyof typeof RESOURCES],
    labelSelector: string,
    namespace: string | undefined,
    done: (seen: KubeObject[]) => boolean,
  ): Promise<KubeObject[]> {
    const seen = new Map<string, KubeObject>();
    const found = new AbortController();
    const late = AbortSignal.timeout(PATIENCE_MS);
    await watchObjects<KubeObject>(client, {
      resource,
      namespace,
      labelSelector,
      signal: AbortSignal.any([found.signal, late]),
      onSighting(sighting) {
        const objects = sighting.type === 'listed' ? sighting.objects : [sighting.object];
        for (const object of objects) seen.set(object.metadata.name, object);
        if (done([...seen.values()])) found.abort();
      },
    });
    if (!found.signal.aborted) throw new Error(`${labelSelector} does not settle`);
    return [...seen.values()];
  }

  async function create(
    resource: (typeof RESOURCES)[keyof typeof RESOURCES],
    object: KubeObject,
  ): Promise<void> {
    await client.request(resourcePath(resource, { namespace: object.metadata.namespace }), object.kind, {
      method: 'POST',
      body: object,
      signal,
    });
  }

  async function remove(
    resource: (typeof RESOURCES)[keyof typeof RESOURCES],
    name: string,
    namespace?: string,
  ): Promise<void> {
    const body = { gracePeriodSeconds: 0 };
    await client
      .request(resourcePath(resource, { namespace, name }), name, { method: 'DELETE', body, signal })
      .catch(() => {});
  }
});
