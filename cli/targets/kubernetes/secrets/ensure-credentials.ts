import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { isStatus } from '#cli/kubernetes/client/errors.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { CREDENTIALS_NAME } from '../names.ts';
import { hasData } from '../teardown/volumes.ts';
import type { CredentialsMatch } from './compare-credentials.ts';
import { compareCredentials } from './compare-credentials.ts';
import type { SecretObject } from './credentials.ts';
import {
  CREDENTIALS,
  createSecret,
  newCredentials,
  newValues,
  readCredentials,
  readValues,
  replaceCredentials,
  withNextRotation,
} from './credentials.ts';
import { fits, readRecord, writeRecord } from './credentials-record.ts';
import { readSavedCredentials, saveCredentials } from './saved-credentials.ts';

/** Throws an `OperationError` when the Secret does not fit the data on the volumes. Changes nothing. */
export async function checkCredentials(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<void> {
  const match = await readMatch(kube, client, signal);
  if (match.state !== 'fits') throw await refusal(kube, client, match, signal);
}

/** How the Secret in the cluster relates to the data in the cluster. */
export async function readMatch(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<CredentialsMatch> {
  const { namespace } = kube;
  const [secret, record, data] = await Promise.all([
    readCredentials(client, namespace, signal),
    readRecord(client, namespace, signal),
    hasData(kube, client, signal),
  ]);
  return compareCredentials(secret, record, data);
}

/**
 * Creates the credentials once. Existing ones stay as they are; a missing key that no data depends on is added. Keeps a
 * copy in the state folder, and a record in the cluster. Returns what was done.
 */
export async function ensureCredentials(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<'made' | 'completed' | 'kept'> {
  const { namespace } = kube;
  for (;;) {
    await checkCredentials(kube, client, signal);
    const present = await readCredentials(client, namespace, signal);
    try {
      if (present === null) {
        const secret = newCredentials(namespace);
        await createSecret(client, secret, signal);
        await keepRecord(kube, client, secret.stringData ?? {}, signal);
        return 'made';
      }
      const missing = Object.keys(CREDENTIALS).filter((key) => !present.data?.[key]);
      const stringData = newValues(missing);
      const record = await readRecord(client, namespace, signal);
      const replaced = Object.entries(readValues(present)).some(
        ([key, value]) => record !== null && !fits(record, key, value),
      );
      const changed = missing.length > 0 || replaced;
      if (changed) await replaceCredentials(client, withNextRotation({ ...present, stringData }), signal);
      await keepRecord(kube, client, { ...readValues(present), ...stringData }, signal);
      return changed ? 'completed' : 'kept';
    } catch (error) {
      // Another command created or changed it at the same moment.
      if (!isStatus(error, 409)) throw error;
    }
  }
}

/** Records and saves what the servers accept. */
export async function keepRecord(
  kube: Kubernetes,
  client: KubeClient,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = kube;
  const record = await readRecord(client, namespace, signal);
  const keys = Object.keys(values);
  const recorded = record && keys.every((key) => record.digests[key] && fits(record, key, values[key] ?? ''));
  if (!recorded) await writeRecord(client, namespace, values, signal);
  const space = await client.get(refTo(RESOURCES.namespace, namespace), signal);
  saveCredentials(kube.state, { v: 1, namespace: space?.metadata.uid ?? '', values });
}

/** The saved copy, if it fits the data in the cluster; else `null`. */
export async function findFittingCopy(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | null> {
  const saved = readSavedCredentials(kube.state);
  if (saved === null) return null;
  const record = await readRecord(client, kube.namespace, signal);
  if (record === null) {
    const space = await client.get(refTo(RESOURCES.namespace, kube.namespace), signal);
    return space?.metadata.uid === saved.namespace ? saved.values : null;
  }
  const match = compareCredentials(asSecret(kube.namespace, saved.values), record, true);
  return match.state === 'fits' ? saved.values : null;
}

/** A Secret with these values. */
export function asSecret(namespace: string, values: Readonly<Record<string, string>>): SecretObject {
  const { stringData: _new, ...secret } = newCredentials(namespace);
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { ...secret, data: Object.fromEntries(data) };
}

async function refusal(
  kube: Kubernetes,
  client: KubeClient,
  { state, keys }: CredentialsMatch,
  signal: AbortSignal,
): Promise<OperationError> {
  const copy = await findFittingCopy(kube, client, signal).catch(() => null);
  const what = state === 'lost' ? 'is missing or incomplete' : 'was changed';
  return new OperationError(
    `The Secret ${CREDENTIALS_NAME} ${what}, and the data was created with other credentials [keys=${keys.join(',')}]`,
    {
      code: state === 'lost' ? 'credentials_lost' : 'credentials_changed',
      hint:
        copy === null
          ? { text: 'give the servers the credentials of the Secret', command: ['secrets', 'reset'] }
          : { text: 'restore the saved credentials', command: ['secrets', 'restore'] },
    },
  );
}
