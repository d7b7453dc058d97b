// Long: one table of delays.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import type { Place } from '#tests/integration/cli/kubernetes/cluster.ts';
import { oneDeployment } from '#tests/integration/cli/kubernetes/cluster.ts';
import { withClaim } from '#tests/integration/cli/kubernetes/layouts/with-claim.ts';
import { eventually } from '#tests/support/eventually.ts';
import type { CuttableCluster } from '#tests/support/kubernetes/cuttable-cluster.ts';
import type { ExpiringCluster } from '#tests/support/kubernetes/expiring-cluster.ts';
import { apply, kubectl } from '../causes/cause.ts';

export interface Scene {
  place: Place;
  link: CuttableCluster;
  expiring: ExpiringCluster;
  /** The file of the direct way. */
  direct: string;
  signal: AbortSignal;
  /** Between two numbers, both times `scale`. */
  between(least: number, most: number): number;
}

/** Something that takes time and heals by itself. */
export interface Delay {
  name: string;
  edit(stages: Stage[], scene: Scene): Stage[];
  /** The way to the cluster. */
  way?(scene: Scene): string;
  /** What happens meanwhile, from the first event of a Deployment on. */
  meanwhile?(scene: Scene): Promise<unknown>;
  /** When the command is about to apply the first object. */
  applying?(scene: Scene): void;
  before?(scene: Scene): Promise<unknown>;
  undo?(scene: Scene): Promise<unknown>;
}

const POD = 'app.kubernetes.io/name=probe';
const run = (stages: Stage[]) => oneDeployment(stages, 'run');
/** On the direct way: the other one may be cut. */
const calm = ({ place, direct }: Scene) =>
  kubectl(place, 'annotate', 'pod', '-l', POD, 'lab/behaviour-', `--kubeconfig=${direct}`);

export const DELAYS: readonly Delay[] = [
  {
    name: 'watches that expire',
    edit: (stages, { between }) => oneDeployment(stages, `slow:${Math.round(between(6, 12))}`),
    way: ({ expiring }) => expiring.kubeconfig,
    async meanwhile({ expiring, signal, between }) {
      while (!signal.aborted) {
        await sleep(between(750, 3_750), undefined, { signal }).catch(() => {});
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
    async meanwhile(scene) {
      scene.link.sever();
      await calm(scene);
      await sleep(scene.between(8_000, 20_000));
      scene.link.restore();
    },
    undo: async ({ link }) => link.restore(),
  },
  {
    name: 'a connection to the API server that falls silent while everything becomes ready',
    edit: (stages) => oneDeployment(stages, 'never-ready:not yet'),
    way: ({ link }) => link.kubeconfig,
    async meanwhile(scene) {
      scene.link.silence();
      await calm(scene);
      await sleep(scene.between(15_000, 25_000));
      scene.link.restore();
    },
    undo: async ({ link }) => link.restore(),
  },
  {
    name: 'a program that crashes while its server starts',
    edit: (stages, { between }) =>
      together(withClaim(stages, `slow:${Math.round(between(10, 20))}`).map(crashing)),
    async meanwhile(scene) {
      await sleep(scene.between(12_000, 22_000));
      await calm(scene);
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
    async meanwhile(scene) {
      await sleep(scene.between(8_000, 25_000));
      await calm(scene);
    },
  },
  {
    name: 'a node that joins',
    edit: (stages, { place: { name } }) => run(stages).map((stage) => boundTo(stage, name)),
    async before({ place }) {
      await addNode(place, 'full');
      const taints = ['get', 'node', `${place.name}-full`, '-o', 'jsonpath={.spec.taints[*].key}'];
      await eventually(async () => assert.equal(await place.kubectl(...taints), OF_NODE), {
        timeoutMs: 60_000,
      });
    },
    // Before that the node has room; the command waits for this.
    applying: ({ place: { name } }) =>
      void execFileSync('kubectl', ['cordon', `${name}-full`], { stdio: 'ignore' }),
    async meanwhile({ place, between }) {
      await addNode(place, 'joining', { 'lab/behaviour': 'not-ready' });
      await sleep(between(32_000, 45_000));
      await place.kubectl('annotate', 'node', `${place.name}-joining`, 'lab/behaviour-');
    },
    undo: ({ place }) =>
      place.kubectl('delete', 'node', `${place.name}-full`, `${place.name}-joining`, '--ignore-not-found'),
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
  spec: {
    template: {
      metadata: { annotations?: Record<string, string> };
      spec: { containers: { readinessProbe?: object }[] };
    };
  };
}

const OF_NODE = 'lab/place';

/**
 * A node for the pods of one place alone. A kubelet reports its address before it is ready; without one, the agent of the fake nodes
 * ends with the first pod.
 */
async function addNode(place: Place, role: string, annotations: Record<string, string> = {}): Promise<void> {
  const name = `${place.name}-${role}`;
  await apply(place, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { [OF_NODE]: place.name },
      annotations: { 'lab/node': 'fake', ...annotations },
    },
    spec: { taints: [{ key: OF_NODE, value: place.name, effect: 'NoSchedule' }] },
  });
  const address = `10.1.${Number.parseInt(place.name.slice(1, 3), 16)}.2`;
  const status = JSON.stringify({ status: { addresses: [{ type: 'InternalIP', address }] } });
  await place.kubectl('patch', 'node', name, '--subresource=status', '--type=merge', '-p', status);
}

/** The pods run on the nodes of that place, and nowhere else. */
function boundTo(stage: Stage, name: string): Stage {
  for (const { spec } of stage.objects.filter(isDeployment))
    Object.assign(spec.template.spec, {
      nodeSelector: { [OF_NODE]: name },
      tolerations: [{ key: OF_NODE, operator: 'Exists' }],
    });
  return stage;
}

const isDeployment = (object: KubeObject): object is Deployment => object.kind === 'Deployment';

/** The small Deployment crashes before it is ready, as our services would, and sends requests to the server. */
function crashing({ name, objects }: Stage): Stage {
  for (const { spec } of objects.filter(isDeployment)) {
    spec.template.metadata.annotations = { 'lab/behaviour': 'crash-loop' };
    for (const container of spec.template.spec.containers)
      container.readinessProbe = { httpGet: { path: '/ready', port: 8080 } };
  }
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
