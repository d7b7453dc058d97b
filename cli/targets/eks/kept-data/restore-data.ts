import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { isStatus } from '#cli/kubernetes/client/errors.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo, resourcePath } from '#cli/kubernetes/resources.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, step, warning } from '#cli/output/events/events.ts';
import type { SecretObject } from '#cli/targets/kubernetes/secrets/credentials.ts';
import { readCredentials } from '#cli/targets/kubernetes/secrets/credentials.ts';
import type { KeptVolume } from './kept-volumes.ts';

export interface RestoreOptions {
  namespace: string;
  volumes: readonly KeptVolume[];
  /** The class that the claims name. */
  storageClass: string;
  /** The credentials that the data was written with; throws when they are not on this machine. */
  credentials: () => SecretObject;
  signal: AbortSignal;
}

const DRIVER = 'ebs.csi.aws.com';

interface Volume extends KubeObject {
  spec?: { csi?: { volumeHandle?: string } };
}
interface Claim extends KubeObject {
  spec?: { volumeName?: string };
}

/**
 * Gives the cluster the kept volumes, each reserved for the claim that it was made for, and the credentials that the servers
 * know, before a deployment would make new ones. Objects that exist stay as they are, so this can be repeated. Changes
 * nothing where the credentials are missing.
 */
export async function* restoreData(client: KubeClient, options: RestoreOptions): AsyncGenerator<Event> {
  const { namespace, volumes, signal } = options;
  if (volumes.length === 0) return;
  const restoring = step('restore', `Mounting ${volumes.length} kept volumes`);
  yield restoring.started;
  yield* restoreCredentials(client, options);
  const present = (await client.list<Volume>(RESOURCES.volume, {}, signal)).items;
  let count = 0;
  for (const volume of volumes) {
    if (present.some(({ spec }) => spec?.csi?.volumeHandle === volume.id)) continue;
    const claim = await client.get<Claim>(refTo(RESOURCES.claim, volume.claim, namespace), signal);
    if (claim?.spec?.volumeName) {
      yield warning(
        'volume_left',
        `${volume.claim} already has a volume. ${volume.id}, kept on ${volume.keptAt}, stays unused and bills`,
      );
      continue;
    }
    await create(client, toPersistentVolume(volume, options), signal);
    count++;
  }
  yield restoring.done(`Mounted ${count} of ${volumes.length} kept volumes`);
}

/** A volume that is bound to its claim from the start. When the claim is deleted, it is deleted like any other. */
export function toPersistentVolume(
  { id, gib, zone, claim }: KeptVolume,
  { namespace, storageClass }: Pick<RestoreOptions, 'namespace' | 'storageClass'>,
): KubeObject & { spec: object } {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: `kept-${id}`,
      labels: { 'topology.kubernetes.io/zone': zone },
      // Without it the driver would not delete a volume that it did not create.
      annotations: { 'pv.kubernetes.io/provisioned-by': DRIVER },
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: `${gib}Gi` },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claim },
      csi: { driver: DRIVER, volumeHandle: id, fsType: 'ext4' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] },
          ],
        },
      },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: storageClass,
      volumeMode: 'Filesystem',
    },
  };
}

/** The Secret of the cluster stays as it is, if there is one. */
async function* restoreCredentials(
  client: KubeClient,
  { credentials, namespace, signal }: RestoreOptions,
): AsyncGenerator<Event> {
  if ((await readCredentials(client, namespace, signal)) !== null) return;
  const secret = credentials();
  const { annotations: _, ...metadata } = { ...secret.metadata, namespace };
  await create(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, signal);
  if (await create(client, { ...secret, metadata }, signal))
    yield note('credentials', 'Restored the credentials of the kept data');
}

/** `false` when the object exists already. It then stays as it is. */
async function create(client: KubeClient, body: KubeObject, signal: AbortSignal): Promise<boolean> {
  const resource = await client.resourceOf(body, signal);
  try {
    await client.request(resourcePath(resource, { namespace: body.metadata.namespace }), body.kind, {
      method: 'POST',
      body,
      signal,
    });
    return true;
  } catch (error) {
    if (isStatus(error, 409)) return false;
    throw error;
  }
}
