import { asMember } from '#cli/kubernetes/apply/apply-set.ts';
import { removeObject, waitUntilGone } from '#cli/kubernetes/apply/remove.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import { openView } from '#cli/kubernetes/watch/view.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step } from '#cli/output/events/events.ts';
import { deployStage } from '../deploy/deploy-stage.ts';
import { desiredStages } from '../deploy/desired.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { applySetOf, PART_OF, PRODUCT } from '../names.ts';
import { fitSearchReader } from './fit-search-reader.ts';

/** The services read their credentials when they start. A higher rotation number in the Secret replaces their pods. */
export async function* restartServices(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  yield* fitSearchReader(kube, client, signal);
  const { stages } = await desiredStages(kube, client, signal);
  const services = stages.slice(-1).map(({ name, objects }) => ({
    name,
    objects: objects.filter(({ kind }) => kind === 'Deployment'),
  }));
  yield* deployAll(kube, client, services, signal);
}

/** Deploys everything but the services: the servers that hold the data. */
export async function* deployServers(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const { stages } = await desiredStages(kube, client, signal);
  yield* deployAll(kube, client, stages.slice(0, -1), signal);
}

async function* deployAll(
  kube: Kubernetes,
  client: KubeClient,
  stages: readonly Stage[],
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const { namespace } = kube;
  const set = applySetOf(namespace);
  const view = openView(client, { namespace, signal });
  try {
    for (const { name, objects } of stages) {
      const members = objects.map((object) => asMember(object, set));
      yield* deployStage(kube, client, view, { name, objects: members }, { allowed: new Set(), signal });
    }
  } finally {
    view.close();
  }
}

/** Replaces the pods of these servers, which read their credentials when they start, too. */
export async function* restartServers(
  kube: Kubernetes,
  client: KubeClient,
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Event> {
  if (names.length === 0) return;
  const labelSelector = `${PART_OF}=${PRODUCT},app.kubernetes.io/name in (${names.join(',')})`;
  const { items } = await client.list<KubeObject>(
    RESOURCES.pod,
    { namespace: kube.namespace, labelSelector },
    signal,
  );
  const restarting = step('restart-servers', `Restarting ${names.join(', ')}`);
  yield restarting.started;
  for (const pod of items) await removeObject(client, pod, { signal });
  await Promise.all(items.map((pod) => waitUntilGone(client, pod, { signal })));
  yield restarting.done(`Restarted ${names.join(', ')}`);
  yield* deployServers(kube, client, signal);
}
