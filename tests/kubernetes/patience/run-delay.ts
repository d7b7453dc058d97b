import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { assessReadiness } from '#cli/kubernetes/readiness/assess-readiness.ts';
import { NOTHING_RELATED } from '#cli/kubernetes/readiness/object-readiness.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import { watchObjects } from '#cli/kubernetes/watch/watch.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { Place } from '#tests/integration/cli/kubernetes/cluster.ts';
import { startCuttableCluster } from '#tests/support/kubernetes/cuttable-cluster.ts';
import { startExpiringCluster } from '#tests/support/kubernetes/expiring-cluster.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import type { Delay, Scene } from './delays.ts';

const UP = ['up', '--until', 'workloads', '-o', 'json', '--timeout', '240s'];

/** The ways to the cluster, which one run after the other can use. */
export type Ways = Awaited<ReturnType<typeof openWays>>;

export interface DelayOptions {
  ways: Ways;
  seed: number;
  /** Of all times. */
  scale: number;
}

export interface Outcome {
  code: number;
  stdout: string;
  /** From the moment when everything was ready, and the API server answered, to the end of the command. */
  wastedMs: number;
  /** The part of it in which a program that had crashed had to prove itself. */
  settleMs: number;
  /** From the same moment to the event that says so. */
  unseenMs: number;
  /** Codes. */
  warnings: string[];
}

export async function openWays() {
  const direct = process.env.KUBECONFIG ?? '';
  const link = await startCuttableCluster();
  const expiring = await startExpiringCluster();
  return {
    direct,
    link,
    expiring,
    async close() {
      await link.close();
      await expiring.close();
    },
  };
}

/** Runs `up` in this place while the delay happens. `KUBECONFIG` is the direct way again afterwards. */
export async function runDelay(
  place: Place,
  delay: Delay,
  { ways, seed, scale }: DelayOptions,
): Promise<Outcome> {
  const random = seededRandom(seed);
  const done = new AbortController();
  let backAt = 0;
  const link = {
    ...ways.link,
    restore() {
      backAt = performance.now();
      ways.link.restore();
    },
  };
  const scene: Scene = {
    place,
    link,
    expiring: ways.expiring,
    direct: ways.direct,
    signal: done.signal,
    between: (least, most) => (least + random() * (most - least)) * scale,
  };
  place.edit((stages) => delay.edit(stages, scene));
  await delay.before?.(scene);
  const seen = observe(place, done.signal);
  if (delay.way) {
    const path = join(place.root, 'kubeconfig.json');
    writeFileSync(path, delay.way(scene));
    process.env.KUBECONFIG = path;
  }
  let meanwhile: Promise<unknown> | undefined;
  let lastSeen = 0;
  let settledFrom = Number.POSITIVE_INFINITY;
  const warnings: string[] = [];
  try {
    const { code, stdout } = await place.cli(UP, {
      onEvent(event: Event) {
        if (event.type === 'note' && event.level === 'warn') warnings.push(event.code);
        if (event.type === 'step' && event.step === '00-config' && event.status === 'started')
          delay.applying?.(scene);
        if (event.type !== 'object') return;
        if (event.kind !== 'Deployment' && event.kind !== 'StatefulSet') return;
        if (event.status === 'current') lastSeen = performance.now();
        else if (event.condition === 'Restarted') settledFrom = Math.min(settledFrom, performance.now());
        meanwhile ??= delay.meanwhile?.(scene) ?? Promise.resolve();
      },
    });
    const ended = performance.now();
    // What became ready during an outage is seen after it.
    const readyAt = Math.max(seen.last(), backAt);
    const since = (time: number) => Math.max(0, time - readyAt);
    const settleMs = Math.max(0, lastSeen - Math.max(readyAt, settledFrom));
    return { code, stdout, wastedMs: since(ended), settleMs, unseenMs: since(lastSeen), warnings };
  } finally {
    done.abort();
    await meanwhile;
    ways.link.restore();
    process.env.KUBECONFIG = ways.direct;
    await delay.undo?.(scene);
  }
}

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
