import { wholeBytes } from '#cli/kubernetes/capacity/quantity.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { DataVolume } from '#cli/targets/target.ts';
import type { Kubernetes } from '../kubernetes.ts';
import type { Claim } from './claim.ts';
import { readFacts } from './inventory.ts';
import { isProvenOwn } from './ownership.ts';

/** The claims that `down --delete-data` deletes: what is lost with the data. */
export async function listVolumes(kube: Kubernetes, signal: AbortSignal): Promise<DataVolume[]> {
  const { client } = await kube.connect();
  return (await listDataClaims(kube, client, signal)).map(toVolume);
}

/** The instance's own claims, as far as there is proof. */
export async function listDataClaims(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<Claim[]> {
  const [facts, { items }] = await Promise.all([
    readFacts(kube, client, signal),
    client.list<Claim>(RESOURCES.claim, { namespace: kube.namespace }, signal),
  ]);
  return items.filter((claim) => isProvenOwn(claim, facts));
}

/** Do servers of the instance have volumes? Asked by name alone: a claim that a backup tool restored counts too. */
export async function hasData(kube: Kubernetes, client: KubeClient, signal: AbortSignal): Promise<boolean> {
  const [facts, { items }] = await Promise.all([
    readFacts(kube, client, signal),
    client.list<Claim>(RESOURCES.claim, { namespace: kube.namespace }, signal),
  ]);
  return items.some(({ metadata }) => facts.claims.has(metadata.name.replace(/-\d+$/, '')));
}

export function toVolume(claim: Claim): DataVolume {
  const size = claimSize(claim);
  const created = claim.metadata.creationTimestamp;
  return {
    name: claim.metadata.name,
    bytes: size === null ? null : wholeBytes(size),
    createdAt: created === undefined ? null : Date.parse(created),
  };
}

/** `5Gi`: its capacity, or what it requests. */
export function claimSize({ spec, status }: Claim): string | null {
  return status?.capacity?.storage ?? spec?.resources?.requests?.storage ?? null;
}
