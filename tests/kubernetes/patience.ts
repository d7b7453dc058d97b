// Long: one table of delays.
/**
 * What takes time and heals by itself, on a cluster with fake nodes: no deploy may fail because of it. `node --test
 * tests/kubernetes/patience.ts` with KUBECONFIG and kubectl on PATH; `PATIENCE_ROUNDS` repeats each delay with other times,
 * `SEED` chooses them. Prints the time from the moment that everything was ready to the end of the command.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { assessReadiness } from '#cli/kubernetes/readiness/assess-readiness.ts';
import { NOTHING_RELATED } from '#cli/kubernetes/readiness/object-readiness.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import { watchObjects } from '#cli/kubernetes/watch/watch.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { CuttableCluster } from '#tests/support/kubernetes/cuttable-cluster.ts';
import { startCuttableCluster } from '#tests/support/kubernetes/cuttable-cluster.ts';
import type { ExpiringCluster } from '#tests/support/kubernetes/expiring-cluster.ts';
import { startExpiringCluster } from '#tests/support/kubernetes/expiring-cluster.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { Place } from '../integration/cli/kubernetes/cluster.ts';
import { createPlace, oneDeployment, skipReason } from '../integration/cli/kubernetes/cluster.ts';
import { withClaim } from '../integration/cli/kubernetes/layouts/with-claim.ts';
import { apply, kubectl, nodeNames } from './causes/cause.ts';

const ROUNDS = Number(process.env.PATIENCE_ROUNDS ?? 1);
const SEED = Number(process.env.SEED ?? 1);
const UP = ['up', '--until', 'workloads', '-o', 'json', '--timeout', '240s'];
const POD = 'app.kubernetes.io/name=probe';
const own = process.env.KUBECONFIG ?? '';

interface Scene {
  place: Place;
  link: CuttableCluster;
  expiring: ExpiringCluster;
  signal: AbortSignal;
  /** Between two numbers of milliseconds. */
  between(least: number, most: number): number;
}

interface Delay {
  name: string;
  edit(stages: Stage[], scene: Scene): Stage[];
  /** The way to the cluster. */
  way?(scene: Scene): string;
  /** What happens meanwhile, from the first event of a Deployment on. */
  meanwhile?(scene: Scene): Promise<unknown>;
  /** When the command is about to apply the first object. */
  applying?(): void;
  before?(scene: Scene): Promise<unknown>;
  undo?(scene: Scene): Promise<unknown>;
}

const run = (stages: Stage[]) => oneDeployment(stages, 'run');
/** On the direct way: the other one may be cut. */
const calm = (place: Place) =>
  kubectl(place, 'annotate', 'pod', '-l', POD, 'lab/behaviour-', `--kubeconfig=${own}`);

const DELAYS: readonly Delay[] = [
  {
    name: 'watches that expire',
    edit: (stages, { between }) => oneDeployment(stages, `slow:${Math.round(between(6, 12))}`),
    way: ({ expiring }) => expiring.kubeconfig,
    async meanwhile({ expiring, signal, between }) {
      while (!signal.aborted) {
        await sleep(between(300, 1_500), undefined, { signal }).catch(() => {});
        expiring.expire();
      }
    },
  },
  {
    name: 'an API server that is away again and again',
    edit: (stages, { between }) => oneDeployment(stages, `slow:${Math.round(between(8, 15))}`),
    way: ({ link }) => link.kubeconfig,
    async meanwhile({ link, signal, between }) {
      while (!signal.aborted) {
        link.sever();
        await sleep(between(300, 4_000), undefined, { signal }).catch(() => {});
        link.restore();
        await sleep(between(500, 3_000), undefined, { signal }).catch(() => {});
      }
    },
    undo: async ({ link }) => link.restore(),
  },
  {
    name: 'an API server that is away while everything becomes ready',
    edit: (stages) => oneDeployment(stages, 'never-ready:not yet'),
    way: ({ link }) => link.kubeconfig,
    async meanwhile({ place, link, between }) {
      link.sever();
      await calm(place);
      await sleep(between(8_000, 20_000));
      link.restore();
    },
    undo: async ({ link }) => link.restore(),
  },
  {
    name: 'a program that crashes while its server starts',
    edit: (stages, { between }) =>
      together(withClaim(stages, `slow:${Math.round(between(10, 20))}`).map(crashing)),
    async meanwhile({ place, between }) {
      await sleep(between(12_000, 22_000));
      await calm(place);
    },
  },
  {
    name: 'a slow volume',
    edit: (stages, { between }) => withClaim(stages, `slow:${Math.round(between(20, 45))}`),
  },
  {
    name: 'a volume that attaches slowly',
    edit: (stages, { between }) => withClaim(stages, `slow-attach:${Math.round(between(20, 45))}`),
  },
  {
    name: 'a slow image',
    edit: (stages, { between }) => oneDeployment(stages, `slow:${Math.round(between(30, 50))}`),
  },
  {
    name: 'a registry that is busy for a moment',
    edit: (stages) => oneDeployment(stages, 'image-pull-error:unexpected status: 429 Too Many Requests'),
    async meanwhile({ place, between }) {
      await sleep(between(8_000, 25_000));
      await calm(place);
    },
  },
  {
    name: 'a node that joins',
    edit: run,
    // Before that the nodes have room; the command waits for this.
    applying: () => {
      const names = execFileSync('kubectl', ['get', 'nodes', '-o', 'name'], { encoding: 'utf8' });
      execFileSync('kubectl', [
        'cordon',
        ...names
          .trim()
          .split('\n')
          .map((name) => name.replace('node/', '')),
      ]);
    },
    async meanwhile({ place, between }) {
      const annotations = { 'lab/node': 'fake', 'lab/behaviour': 'not-ready' };
      await apply(place, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'joining', annotations } });
      // A kubelet reports its address before it is ready. Without one, the agent of the fake nodes ends with the first pod.
      const status = { addresses: [{ type: 'InternalIP', address: '10.0.11.99' }] };
      const change = ['--subresource=status', '-p', JSON.stringify({ status })];
      await place.kubectl('patch', 'node', 'joining', ...change);
      await sleep(between(32_000, 45_000));
      await place.kubectl('annotate', 'node', 'joining', 'lab/behaviour-');
    },
    async undo({ place }) {
      await place.kubectl('delete', 'node', 'joining', '--ignore-not-found');
      await place.kubectl('uncordon', ...(await nodeNames(place)));
    },
  },
  {
    name: 'a pod of someone else that never becomes ready',
    edit: (stages) => oneDeployment(stages, 'slow:5'),
    async before({ place }) {
      await place.kubectl('create', 'namespace', place.name);
      await apply(place, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'theirs', annotations: { 'lab/behaviour': 'crash-loop' } },
        spec: { containers: [{ name: 'theirs', image: 'theirs:1' }] },
      });
    },
    undo: ({ place }) => kubectl(place, 'delete', 'pod', 'theirs', '--force', '--grace-period=0'),
  },
];

interface Deployment extends KubeObject {
  spec: { template: { metadata: { annotations?: Record<string, string> } } };
}

const isDeployment = (object: KubeObject): object is Deployment => object.kind === 'Deployment';

/** The small Deployment crashes, and sends requests to the server. */
function crashing({ name, objects }: Stage): Stage {
  for (const { spec } of objects.filter(isDeployment))
    spec.template.metadata.annotations = { 'lab/behaviour': 'crash-loop' };
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: 'probe',
      namespace: 'influscope',
      labels: { 'app.kubernetes.io/part-of': 'influscope' },
    },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'probe' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'store' } } }] }],
    },
  } as KubeObject;
  return { name, objects: name.startsWith('02') ? [...objects, policy] : objects };
}

/** Everything in one stage: the program does not wait for its server. */
function together(stages: Stage[]): Stage[] {
  const server = stages.filter(({ name }) => name.startsWith('01')).flatMap(({ objects }) => objects);
  return stages.map(({ name, objects }) => ({
    name,
    objects: name.startsWith('01') ? [] : name.startsWith('02') ? [...server, ...objects] : objects,
  }));
}

describe('what heals by itself fails no deploy', { skip: skipReason(), concurrency: false }, () => {
  let place: Place;
  let link: CuttableCluster;
  let expiring: ExpiringCluster;
  /** When the way to the cluster was last restored. */
  let backAt = 0;
  const wasted: number[] = [];
  before(async () => {
    place = await createPlace();
    const cuttable = await startCuttableCluster();
    link = {
      ...cuttable,
      restore() {
        backAt = performance.now();
        cuttable.restore();
      },
    };
    expiring = await startExpiringCluster();
  });
  after(async () => {
    await place?.dispose();
    await link?.close();
    await expiring?.close();
    const sorted = wasted.toSorted((a, b) => a - b);
    process.stdout.write(
      `${sorted.length} deploys; milliseconds from ready to the end: median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)}, most ${sorted.at(-1)?.toFixed(0)}\n`,
    );
  });

  for (let round = 1; round <= ROUNDS; round++)
    for (const [index, delay] of DELAYS.entries())
      test(`${delay.name} (${round})`, async (context) => {
        const random = seededRandom(SEED * 1_000 + round * 100 + index);
        const done = new AbortController();
        const between = (least: number, most: number) => least + random() * (most - least);
        const scene: Scene = { place, link, expiring, signal: done.signal, between };
        place.edit((stages) => delay.edit(stages, scene));
        await delay.before?.(scene);
        if (delay.way) {
          const path = join(place.root, 'kubeconfig.json');
          writeFileSync(path, delay.way(scene));
          process.env.KUBECONFIG = path;
        }
        const seen = observe(place, done.signal);
        let meanwhile: Promise<unknown> | undefined;
        const warnings: string[] = [];
        try {
          const { code, stdout } = await place.cli(UP, {
            onEvent(event: Event) {
              if (event.type === 'note' && event.level === 'warn') warnings.push(event.code);
              if (event.type === 'step' && event.step === '00-config' && event.status === 'started')
                delay.applying?.();
              if (event.type !== 'object') return;
              if (event.kind !== 'Deployment' && event.kind !== 'StatefulSet') return;
              meanwhile ??= delay.meanwhile?.(scene) ?? Promise.resolve();
            },
          });
          const ended = performance.now();
          assert.equal(code, 0, stdout);
          // What became ready during an outage is seen after it.
          const ms = Math.max(0, ended - Math.max(seen.last(), backAt));
          wasted.push(ms);
          context.diagnostic(
            `${ms.toFixed(0)} ms after it was ready; meanwhile: ${warnings.join(', ') || '-'}`,
          );
        } finally {
          done.abort();
          await meanwhile;
          // It is remembered under the address of its way.
          link.restore();
          await place.cli(['down', '--delete-data', '--yes', '--force-unlock', '--timeout', '90s']);
          process.env.KUBECONFIG = own;
          await delay.undo?.(scene);
          await place.kubectl('delete', 'namespace', place.name, '--ignore-not-found', '--timeout=60s');
        }
      });
});

/** When the last workload became ready, by a watch of its own on the direct way. */
function observe({ client, name }: Place, signal: AbortSignal): { last(): number } {
  const well = new Map<string, boolean>();
  let last = 0;
  for (const resource of [RESOURCES.deployment, RESOURCES.statefulSet]) {
    const see = (object: KubeObject) => {
      const now = assessReadiness({ ...object, kind: resource.kind }, NOTHING_RELATED, Date.now());
      const isWell = now.status === 'current';
      if (isWell && well.get(object.metadata.name) !== true) last = performance.now();
      well.set(object.metadata.name, isWell);
    };
    void watchObjects<KubeObject>(client, {
      resource,
      namespace: name,
      signal,
      onSighting(sighting) {
        if (sighting.type === 'listed') sighting.objects.forEach(see);
        else if (sighting.type === 'changed') see(sighting.object);
      },
    }).catch(() => {});
  }
  return { last: () => last };
}
