import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { listNamespace } from '#cli/kubernetes/list-namespace.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import { prepareStages } from '../deploy/prepare.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { applySetOf } from '../names.ts';
import type { Claim } from './claim.ts';
import type { OwnershipFacts } from './ownership.ts';
import { collectFacts, ROOT_CERTIFICATES } from './ownership.ts';
import type { Inventory } from './plan.ts';

/** The other layout, which kubectl applies. */
const PRODUCTION = 'production';

/** Reads everything that a teardown is decided from. */
export async function takeInventory(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<Inventory> {
  const [space, content, claims, pods, storage, priority, volumes] = await Promise.all([
    client.get(refTo(RESOURCES.namespace, namespace), signal),
    listNamespace(client, namespace, signal),
    client.list<Claim>(RESOURCES.claim, { namespace }, signal),
    client.list<Pod>(RESOURCES.pod, { namespace }, signal),
    client.list<KubeObject>(RESOURCES.storageClass, {}, signal),
    client.list<KubeObject>(RESOURCES.priorityClass, {}, signal),
    client.list<KubeObject>(RESOURCES.volume, {}, signal),
  ]);
  return {
    space,
    objects: content.objects.filter(({ kind }) => kind !== 'PersistentVolumeClaim'),
    kinds: content.kinds,
    claims: claims.items,
    pods: pods.items,
    classes: [...storage.items, ...priority.items],
    volumes: volumes.items,
    unseen: content.unseen,
  };
}

/** What proves ownership in this instance's namespace. */
export async function readFacts(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<OwnershipFacts> {
  const { namespace, manifests } = kube;
  const rootCertificates = await client.get(refTo(RESOURCES.configMap, ROOT_CERTIFICATES, namespace), signal);
  const folders = [manifests, join(manifests, PRODUCTION)].filter((folder) => existsSync(folder));
  const stages = prepareStages(folders.flatMap(readManifests), {
    namespace,
    images: {},
    serviceType: null,
    trustedHops: 0,
    sourceRanges: [],
    certificate: null,
    storageClass: null,
    rotation: null,
    settings: {},
  });
  return collectFacts(applySetOf(namespace), stages, rootCertificates ?? undefined);
}
