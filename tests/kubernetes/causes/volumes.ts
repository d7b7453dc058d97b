import assert from 'node:assert/strict';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import { withClaim } from '../../integration/cli/kubernetes/layouts/with-claim.ts';
import type { Cause, Loose } from './cause.ts';
import { apply, kubectl, nodeNames, restart } from './cause.ts';

const small = { nodes: 'fake', small: true, object: 'PersistentVolumeClaim/data-store-0' } as const;
const claimed = (behaviour: string, change: (claim: Loose) => void = () => {}) => ({
  ...small,
  edit: (stages: Stage[]) => {
    const made = withClaim(stages, behaviour);
    for (const object of made.flatMap(({ objects }) => objects) as Loose[])
      if (object.kind === 'StatefulSet') change(object.spec.volumeClaimTemplates[0].spec);
    return made;
  },
});

export const VOLUMES: readonly Cause[] = [
  {
    ...claimed('', (spec) => {
      spec.storageClassName = 'nowhere';
    }),
    name: 'storage class missing',
    code: 'storage_class_missing',
    proof: /"nowhere" not found/,
  },
  {
    ...claimed('', (spec) => {
      delete spec.storageClassName;
    }),
    name: 'no default class',
    code: 'no_default_class',
    proof: /none of them default/,
  },
  {
    ...claimed('', (spec) => {
      spec.storageClassName = 'without-driver';
    }),
    name: 'storage driver missing',
    code: 'provisioner_missing',
    change: (place) =>
      apply(place, {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'without-driver' },
        provisioner: 'driver.example.com',
      }),
    undo: (place) => place.kubectl('delete', 'storageclass', 'without-driver'),
    proof: /driver.example.com/,
  },
  {
    ...claimed('provision-error:VolumeLimitExceeded'),
    name: 'volume that cannot be made',
    code: 'provisioning_failed',
    timeout: '20s',
    proof: /VolumeLimitExceeded/,
  },
  {
    ...claimed('attach-error:IncorrectState'),
    name: 'volume that cannot be attached',
    code: 'volume_not_attaching',
    object: 'StatefulSet/store',
    timeout: '20s',
    proof: /IncorrectState/,
  },
  {
    name: 'volume that another node does not detach',
    code: 'volume_attached_elsewhere',
    object: 'StatefulSet/store',
    nodes: 'fake',
    small: true,
    change: async (place) => {
      place.edit((stages) => withClaim(stages, ''));
      const { code, stdout } = await place.cli(['up', '--until', 'workloads', '-o', 'json']);
      assert.equal(code, 0, stdout);
      await kubectl(place, 'annotate', 'pvc', 'data-store-0', 'lab/behaviour=stuck-detaching', '--overwrite');
      const path = 'jsonpath={.spec.nodeName}';
      await place.kubectl('cordon', await kubectl(place, 'get', 'pod', 'store-0', '-o', path));
      await restart(place, 'store');
    },
    undo: async (place) => {
      await kubectl(place, 'annotate', 'pvc', 'data-store-0', 'lab/behaviour-');
      await place.kubectl('uncordon', ...(await nodeNames(place)));
    },
    proof: /Multi-Attach error/,
  },
  {
    name: 'volume deleted',
    code: 'volume_lost',
    object: 'PersistentVolumeClaim/data-rabbitmq-0',
    nodes: 'fake',
    change: async (place) => {
      const path = 'jsonpath={.spec.volumeName}';
      const volume = await kubectl(place, 'get', 'pvc', 'data-rabbitmq-0', '-o', path);
      await place.kubectl('patch', 'pv', volume, '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
      await place.kubectl('delete', 'pv', volume, '--wait=false');
      await place
        .kubectl('patch', 'pv', volume, '--type=merge', '-p', '{"metadata":{"finalizers":null}}')
        .catch(() => {});
    },
    undo: async (place) => {
      await kubectl(place, 'delete', 'pvc', 'data-rabbitmq-0', '--wait=false');
      await kubectl(place, 'delete', 'pod', 'rabbitmq-0');
    },
    proof: /Lost/,
  },
];
