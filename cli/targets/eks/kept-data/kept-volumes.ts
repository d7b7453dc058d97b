import type { Aws } from '#cli/aws/aws.ts';
import { claimOf, KEPT_TAG, MOUNTED_TAG, restingSince } from '#cli/aws/sweep/data-volume.ts';
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
  /** As `down` wrote it: an ISO 8601 time. */
  keptAt: string;
}

/** The kept volumes of the instance's own claims; the newest, where a claim has more than one. */
export async function keptVolumes(aws: Aws, name: string, signal: AbortSignal): Promise<KeptVolume[]> {
  const kept = (await listOwnVolumes(aws, name, signal))
    .filter(({ state }) => state === 'available')
    .flatMap((volume): KeptVolume[] => {
      const claim = claimOf(volume);
      const keptAt = volume.tags[KEPT_TAG];
      if (claim?.namespace !== name || keptAt === undefined || volume.zone === null) return [];
      const { id, gib, zone } = volume;
      return [{ id, gib: gib ?? 0, zone, namespace: claim.namespace, claim: claim.name, keptAt }];
    })
    .toSorted((a, b) => a.keptAt.localeCompare(b.keptAt));
  return [...new Map(kept.map((volume) => [volume.claim, volume])).values()];
}

/** Marks volumes as kept. `at` is an ISO 8601 time, the same as in the saved credentials. */
export async function markKept(
  aws: Aws,
  volumes: readonly AwsResource[],
  at: string,
  signal: AbortSignal,
): Promise<void> {
  await tagVolumes(aws, volumes, { Key: KEPT_TAG, Value: at }, signal);
}

/**
 * Records in AWS that the kept volumes are in use again. From now on credentials that were saved before do not count: the
 * next `down --keep-data` has to save them again.
 */
export async function markMounted(aws: Aws, name: string, signal: AbortSignal): Promise<void> {
  const own = (await listOwnVolumes(aws, name, signal)).filter(
    (volume) => claimOf(volume)?.namespace === name,
  );
  for (const [Value = null, volumes = []] of Map.groupBy(own, restingSince))
    if (Value !== null) await tagVolumes(aws, volumes, { Key: MOUNTED_TAG, Value }, signal);
}

async function listOwnVolumes(aws: Aws, name: string, signal: AbortSignal): Promise<AwsResource[]> {
  const cluster = { name, region: aws.region };
  return (await listEc2(aws, name, 'volume', signal)).filter((volume) => ownership(cluster, volume) !== null);
}

async function tagVolumes(
  aws: Aws,
  volumes: readonly AwsResource[],
  tag: { Key: string; Value: string },
  signal: AbortSignal,
): Promise<void> {
  if (volumes.length === 0) return;
  const Resources = volumes.map(({ id }) => id);
  await (await aws.ec2()).createTags({ Resources, Tags: [tag] }, { abortSignal: signal });
}

/** The zone of the kept volumes; `null` without any. Throws an `OperationError` when they are in several zones. */
export function zoneOf(volumes: readonly KeptVolume[]): string | null {
  const zones = [...new Set(volumes.map(({ zone }) => zone))];
  if (zones.length <= 1) return zones[0] ?? null;
  throw new OperationError(
    `The kept volumes are in several zones: ${volumes.map(({ id, zone }) => `${id} in ${zone}`).join(', ')}`,
    {
      code: 'zone_of_data',
      hint: {
        text: 'copy them to one zone with snapshots, or delete the data',
        command: ['down', '--delete-data'],
      },
    },
  );
}
