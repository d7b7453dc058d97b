import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { Place } from '../../integration/cli/kubernetes/cluster.ts';
import { oneDeployment } from '../../integration/cli/kubernetes/cluster.ts';
import { withClaim } from '../../integration/cli/kubernetes/layouts/with-claim.ts';
import type { Cause, Loose } from './cause.ts';
import { apply, findDeployment, kubectl, nodeNames } from './cause.ts';

const DRIVER = 'ebs.csi.aws.com';
/** More than two nodes of this size take. */
const FILLERS = 60;

export const SCHEDULING: readonly Cause[] = [
  {
    name: 'nodes full of pods',
    code: 'too_many_pods',
    object: 'Deployment/api',
    nodes: 'fake',
    change: async (place) => {
      await fill(place);
      await kubectl(place, 'rollout', 'restart', 'deployment/api');
    },
    undo: (place) => place.kubectl('delete', 'namespace', fillers(place)),
    proof: /Too many pods/,
  },
  {
    name: 'nodes that attach no more volumes',
    code: 'too_many_volumes',
    object: 'StatefulSet/store',
    nodes: 'fake',
    small: true,
    change: (place) => limitVolumes(place, 0),
    edit: (stages) => withClaim(stages, ''),
    undo: (place) => limitVolumes(place, 25),
    proof: /exceed max volume count/,
  },
  {
    name: 'volume in a zone without nodes',
    code: 'volume_in_other_zone',
    object: 'StatefulSet/store',
    nodes: 'fake',
    small: true,
    change: (place) => apply(place, volumeElsewhere(place)),
    edit: (stages) => withClaim(stages, ''),
    undo: (place) =>
      place.kubectl('delete', 'persistentvolume', elsewhere(place), '--ignore-not-found', '--wait=false'),
    proof: /volume node affinity conflict|didn't match PersistentVolume's node affinity/,
  },
  {
    name: 'host port in use on each node',
    code: 'unschedulable',
    object: 'Deployment/probe',
    nodes: 'fake',
    small: true,
    edit: (stages) => withHostPort(stages, 3),
    timeout: '20s',
    proof: /didn't have free ports/,
  },
];

const fillers = ({ name }: Place) => `${name}-full`;

/** Pods that request nothing, until the nodes take no more. */
async function fill(place: Place): Promise<void> {
  const namespace = fillers(place);
  const labels = { app: 'filler' };
  await place.kubectl('create', 'namespace', namespace);
  const inside = ['-n', namespace];
  await apply(
    { ...place, name: namespace },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'filler' },
      spec: {
        replicas: FILLERS,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'filler', image: 'x:1' }] },
        },
      },
    },
  );
  await place.kubectl(...inside, 'wait', 'deployment/filler', `--for=jsonpath={.status.replicas}=${FILLERS}`);
  const names = (await place.kubectl(...inside, 'get', 'pods', '-o', 'name')).trim().split('\n');
  // Each is placed or refused.
  await Promise.any(
    names.map((name) =>
      place.kubectl(...inside, 'wait', name, '--for=condition=PodScheduled=False', '--timeout=60s'),
    ),
  );
}

/** The number of volumes that the driver attaches to a node; a CSINode keeps it for life. */
async function limitVolumes(place: Place, count: number): Promise<void> {
  for (const node of await nodeNames(place)) {
    const { apiVersion, kind, metadata, spec } = JSON.parse(
      await place.kubectl('get', 'csinode', node, '-o', 'json'),
    ) as Loose;
    const { name, ownerReferences } = metadata;
    for (const driver of spec.drivers) if (driver.name === DRIVER) driver.allocatable = { count };
    await place.kubectl('delete', 'csinode', node);
    await apply(place, { apiVersion, kind, metadata: { name, ownerReferences }, spec });
  }
}

const elsewhere = ({ name }: Place) => `${name}-elsewhere`;

/** A volume for the claim, in a zone that no node is in. */
function volumeElsewhere(place: Place): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: elsewhere(place) },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      storageClassName: 'gp3',
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace: place.name, name: 'data-store-0' },
      csi: { driver: DRIVER, volumeHandle: 'vol-0123456789abcdef0' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: 'topology.kubernetes.io/zone', operator: 'In', values: ['us-east-1f'] },
              ],
            },
          ],
        },
      },
    },
  };
}

/** More pods than nodes, each with the same port of its node. */
function withHostPort(stages: Stage[], replicas: number): Stage[] {
  const small = oneDeployment(stages, 'run');
  const { spec } = findDeployment(small, 'probe');
  spec.replicas = replicas;
  spec.template.spec.containers[0].ports = [{ containerPort: 8080, hostPort: 18_080 }];
  return small;
}
