import type { AwsResource, ClusterIdentity } from '#cli/aws/sweep/resource.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';

type Tags = Readonly<Record<string, string>>;

/** Tags of the volume of a claim, as the storage driver gives them. */
export function claimTags(namespace: string): Tags {
  return {
    'ebs.csi.aws.com/cluster': 'true',
    CSIVolumeName: 'pvc-5e2f',
    'kubernetes.io/created-for/pvc/name': 'data-rabbitmq-0',
    'kubernetes.io/created-for/pvc/namespace': namespace,
    'kubernetes.io/created-for/pv/name': 'pvc-5e2f',
  };
}

/** What backup tools put on a backup themselves. */
const TOOLS: Readonly<Record<string, Tags>> = {
  none: {},
  'data lifecycle manager': {
    'aws:dlm:lifecycle-policy-id': 'policy-0123456789abcdef0',
    'aws:dlm:lifecycle-schedule-name': 'daily',
    'dlm:managed': 'true',
  },
  'aws backup': { 'aws:backup:source-resource': 'i-0:vol-0' },
  velero: {
    'velero.io/backup': 'nightly',
    'velero.io/pv': 'pvc-5e2f',
    'velero.io/storage-location': 'default',
  },
};

/** Every combination of what is backed up, which of its tags are copied, the tool and what the backup is. */
export function everyBackup({ name, region }: ClusterIdentity): AwsResource[] {
  const owned = { [`kubernetes.io/cluster/${name}`]: 'owned' };
  const originals: Readonly<Record<string, Tags>> = {
    'data of the instance': { ...owned, KubernetesCluster: name, ...claimTags(name) },
    'data of another workload': { ...owned, ...claimTags('monitoring') },
    'a kept volume': { ...owned, ...claimTags(name), 'influscope.io/kept-at': '2026-11-23T12:00:00.000Z' },
    'a node': { ...owned, 'eks:cluster-name': name, 'eks:nodegroup-name': 'workers' },
    'a disk of eksctl': { 'alpha.eksctl.io/cluster-name': name, 'influscope.io/platform': name },
  };
  const copies: ((tags: Tags) => Tags)[] = [
    (tags) => tags,
    (tags) => pick(tags, (key) => !key.startsWith('kubernetes.io/created-for/')),
    (tags) => pick(tags, (key) => key.includes('cluster')),
    () => ({}),
  ];
  return Object.entries(originals).flatMap(([what, tags]) =>
    copies.flatMap((copied, how) =>
      Object.entries(TOOLS).flatMap(([tool, own]) => {
        const more = {
          region,
          name: `${what} by ${tool} (${how})`,
          tags: { ...copied(tags), ...own },
          gib: 10,
        };
        const id = `${region}-${name}-${what}-${how}-${tool}`;
        return [
          newResource({
            kind: 'snapshot',
            id: `snap-${id}`,
            copyOf: 'vol-original',
            state: 'completed',
            ...more,
          }),
          newResource({ kind: 'volume', id: `vol-${id}`, copyOf: 'snap-original', ...more }),
          newResource({
            kind: 'volume',
            id: `vol-in-use-${id}`,
            copyOf: 'snap-original',
            heldBy: 'i-1',
            ...more,
          }),
        ];
      }),
    ),
  );
}

function pick(tags: Tags, wanted: (key: string) => boolean): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => wanted(key)));
}
