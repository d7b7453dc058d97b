import { readFileSync } from 'node:fs';
import { OperationError, systemCode } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { isStatus } from '#cli/kubernetes/client/errors.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo, resourcePath } from '#cli/kubernetes/resources.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, step, warning } from '#cli/output/events/events.ts';
import type { KeptVolume } from './kept-volumes.ts';

export interface RestoreOptions {
  namespace: string;
  volumes: readonly KeptVolume[];
  /** The class that the platform's claims name. */
  storageClass: string;
  /** File of the credentials that the data was written with. */
  credentials: string;
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
 * Gives the cluster the volumes that an earlier `down` kept, each held for the claim that it was made for, before the
 * platform asks for new ones; and the credentials that its servers know. What is there already stays as it is, so that it
 * can be repeated.
 */
export async function* restoreData(client: KubeClient, options: RestoreOptions): AsyncGenerator<Event> {
  const { namespace, volumes, signal } = options;
  if (volumes.length === 0) return;
  const restoring = step('restore', `Mounting ${volumes.length} volumes that were kept`);
  yield restoring.started;
  await create(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, signal);
  yield* restoreCredentials(client, options);
  const there = (await client.list<Volume>(RESOURCES.volume, {}, signal)).items;
  let count = 0;
  for (const volume of volumes) {
    if (there.some(({ spec }) => spec?.csi?.volumeHandle === volume.id)) continue;
    const claim = await client.get<Claim>(refTo(RESOURCES.claim, volume.claim, namespace), signal);
    if (claim?.spec?.volumeName) {
      yield warning(
        'volume_left',
        `${volume.claim} has a volume already; ${volume.id}, kept on ${volume.keptAt}, stays unused and bills`,
      );
      continue;
    }
    await create(client, toPersistentVolume(volume, options), signal);
    count++;
  }
  yield restoring.done(`Gave the cluster ${count} of the ${volumes.length} volumes that were kept`);
}

/** A volume that is bound to its claim from the first; when the claim is deleted it goes like any other. */
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
      // Else the driver would not delete what it did not make.
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

async function* restoreCredentials(
  client: KubeClient,
  { credentials, namespace, signal }: RestoreOptions,
): AsyncGenerator<Event> {
  let secret: KubeObject;
  try {
    secret = JSON.parse(readFileSync(credentials, 'utf8')) as KubeObject;
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw unusable(credentials, cause);
    yield warning(
      'credentials_missing',
      `The credentials that the kept data was written with are not here (${credentials}); its servers may let nobody in`,
    );
    return;
  }
  if (await create(client, { ...secret, metadata: { ...secret.metadata, namespace } }, signal))
    yield note('credentials', 'The credentials that the kept data was written with are back');
}

function unusable(path: string, cause: unknown): OperationError {
  return new OperationError(`The kept credentials in ${path} cannot be read: ${(cause as Error).message}`, {
    code: 'credentials_unusable',
    hint: 'bring the file back as it was; without it the kept data cannot be read',
    cause,
  });
}

/** `false` when there is one already, which then stays. */
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
