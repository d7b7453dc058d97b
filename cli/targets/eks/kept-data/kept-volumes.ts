import type { Aws } from '#cli/aws/aws.ts';
import { claimOf, KEPT_TAG } from '#cli/aws/sweep/data-volume.ts';
import { listEc2 } from '#cli/aws/sweep/list/list-ec2.ts';
import { ownership } from '#cli/aws/sweep/ownership.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { OperationError } from '#cli/errors.ts';

/** A volume that an earlier `down` kept, free to be mounted again. */
export interface KeptVolume {
  /** `vol-…`. */
  id: string;
  gib: number;
  /** It can be mounted on a node of this zone only. */
  zone: string;
  /** The claim that it was made for. */
  namespace: string;
  claim: string;
  /** As `down` wrote it: a date and time. */
  keptAt: string;
}

/** Every volume that was kept of the platform of this name; the newest, where a claim has more than one. */
export async function keptVolumes(aws: Aws, name: string, signal: AbortSignal): Promise<KeptVolume[]> {
  const cluster = { name, region: aws.region };
  const kept = (await listEc2(aws, name, 'volume', signal))
    .filter((volume) => volume.state === 'available' && ownership(cluster, volume) !== null)
    .flatMap((volume): KeptVolume[] => {
      const claim = claimOf(volume);
      const keptAt = volume.tags[KEPT_TAG];
      if (claim === null || keptAt === undefined || volume.zone === null) return [];
      const { id, gib, zone } = volume;
      return [{ id, gib: gib ?? 0, zone, namespace: claim.namespace, claim: claim.name, keptAt }];
    })
    .toSorted((a, b) => a.keptAt.localeCompare(b.keptAt));
  return [...new Map(kept.map((volume) => [`${volume.namespace}/${volume.claim}`, volume])).values()];
}

/** Marks volumes, so that the next `up` knows what they are. */
export async function markKept(
  aws: Aws,
  volumes: readonly AwsResource[],
  now: number,
  signal: AbortSignal,
): Promise<void> {
  if (volumes.length === 0) return;
  const ec2 = await aws.ec2();
  await ec2.createTags(
    {
      Resources: volumes.map(({ id }) => id),
      Tags: [{ Key: KEPT_TAG, Value: new Date(now).toISOString() }],
    },
    { abortSignal: signal },
  );
}

/** The zone in which the kept volumes of a platform wait; `null` without any. Throws where no one zone has all of them. */
export async function keptZone(aws: Aws, name: string, signal: AbortSignal): Promise<string | null> {
  const volumes = (await keptVolumes(aws, name, signal)).filter(({ namespace }) => namespace === name);
  const zones = [...new Set(volumes.map(({ zone }) => zone))];
  if (zones.length <= 1) return zones[0] ?? null;
  throw new OperationError(
    `The kept volumes are in several zones: ${volumes.map(({ id, zone }) => `${id} in ${zone}`).join(', ')}`,
    {
      code: 'zone_of_data',
      hint: 'copy them into one zone by snapshots, or influscope down --delete-data',
    },
  );
}
