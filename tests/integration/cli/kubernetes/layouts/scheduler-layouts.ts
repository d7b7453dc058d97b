import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

/** A cluster, the pods that run on it, and the pods to place. */
export interface Layout {
  label: string;
  nodes: KubeObject[];
  standing: KubeObject[];
  wanted: KubeObject[];
}

const ZONES = ['a', 'b', 'c'];
const MI = 2 ** 20;

/** Like nodes and pods of real platforms, drawn by a seed; about a third of them ask for more than there is. */
export function createLayout(seed: number, { run, namespace }: { run: string; namespace: string }): Layout {
  const random = seededRandom(seed * 7919);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)] as T;
  const label = `${run}-${seed}`;
  const zones = ZONES.slice(0, between(1, 3));
  const nodes = Array.from({ length: between(2, 6) }, (_, index) => {
    const memory = pick([1450, 1450, 3300]);
    const tainted = random() < 0.1;
    const name = `${label}-n${index}`;
    const allocatable = { cpu: '1930m', memory: `${memory}Mi`, pods: String(pick([11, 11, 6])) };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          layout: label,
          'kubernetes.io/hostname': name,
          'topology.kubernetes.io/zone': zones[index % zones.length],
        },
      },
      spec: tainted ? { taints: [{ key: 'dedicated', value: 'x', effect: 'NoSchedule' }] } : {},
      status: {
        allocatable,
        capacity: allocatable,
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            lastHeartbeatTime: new Date().toISOString(),
            lastTransitionTime: new Date().toISOString(),
          },
        ],
      },
    } as unknown as KubeObject;
  });
  const pod = (
    name: string,
    memory: number,
    cpu: number,
    labels: Record<string, string>,
    spec: object,
  ): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${label}-${name}`, namespace, labels: { layout: label, ...labels } },
      spec: {
        automountServiceAccountToken: false,
        nodeSelector: { layout: label },
        containers: [
          { name: 'c', image: 'x:1', resources: { requests: { memory: `${memory}Mi`, cpu: `${cpu}m` } } },
        ],
        ...spec,
      },
    }) as unknown as KubeObject;

  const standing = nodes.flatMap(({ metadata }, index) =>
    Array.from({ length: between(1, 3) }, (_, at) =>
      pod(
        `s${index}-${at}`,
        between(2, 8) * 20,
        between(1, 4) * 25,
        { app: 'system' },
        { nodeName: metadata.name },
      ),
    ),
  );
  // How much of what is left is asked for; over it, some do not fit.
  const whole = nodes.reduce((sum, node) => sum + allocatableMemory(node), 0) - standing.length * 100;
  let left = whole * (0.3 + random() * 0.66);
  const wanted: KubeObject[] = [];
  for (let app = 0; left > 0 && app < 12; app++) {
    const memory = pick([64, 128, 176, 300, 500, 820, 900]);
    const replicas = pick([1, 1, 1, 2, 3]);
    const labels = { app: `app${app}` };
    const spec = drawSpec(random, labels);
    for (let replica = 0; replica < replicas; replica++, left -= memory) {
      wanted.push(pod(`w${app}-${replica}`, memory, pick([50, 100, 150, 250]), labels, spec));
    }
  }
  return { label, nodes, standing, wanted };
}

function drawSpec(random: () => number, labels: Record<string, string>): object {
  const labelSelector = { matchLabels: labels };
  const drawn = random();
  const tolerations = random() < 0.3 ? { tolerations: [{ key: 'dedicated', operator: 'Exists' }] } : {};
  if (drawn < 0.15) {
    const constraint = {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector,
    };
    return { ...tolerations, topologySpreadConstraints: [constraint] };
  }
  if (drawn < 0.3) {
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector };
    return {
      ...tolerations,
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    };
  }
  if (drawn < 0.4) {
    const constraint = {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector,
    };
    return { ...tolerations, topologySpreadConstraints: [constraint] };
  }
  return tolerations;
}

function allocatableMemory(node: KubeObject): number {
  const { memory } = (node as unknown as { status: { allocatable: { memory: string } } }).status.allocatable;
  return (Number.parseInt(memory, 10) * MI) / MI;
}
