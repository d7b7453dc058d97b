import { wholeBytes } from '#cli/kubernetes/capacity/quantity.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { DataVolume } from '#cli/targets/target.ts';
import type { Kubernetes } from '../kubernetes-target.ts';

export interface Claim extends KubeObject {
  spec?: { volumeName?: string; resources?: { requests?: { storage?: string } } };
  status?: { phase?: string; capacity?: { storage?: string } };
}

/** Every claim of the platform: what is lost when the data is deleted. */
export async function listVolumes(kube: Kubernetes, signal: AbortSignal): Promise<DataVolume[]> {
  const { client } = await kube.connect();
  const { items } = await client.list<Claim>(RESOURCES.claim, { namespace: kube.namespace }, signal);
  return items.map(toVolume);
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

/** `5Gi`: what it has, or what it asks for. */
export function claimSize({ spec, status }: Claim): string | null {
  return status?.capacity?.storage ?? spec?.resources?.requests?.storage ?? null;
}
