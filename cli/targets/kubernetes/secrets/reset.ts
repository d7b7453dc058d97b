import type { Event } from '#cli/output/events/events.ts';
import { note, step } from '#cli/output/events/events.ts';
import type { RepairRequest } from '#cli/targets/target.ts';
import { contextNote } from '../connect.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { lockInstance } from '../lock-instance.ts';
import { CREDENTIALS_NAME } from '../names.ts';
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
import { keepRecord } from './ensure-credentials.ts';
import { addQueueUser } from './queue-users.ts';
import { resetSearchUser } from './reset-search-user.ts';
import { restartServers, restartServices } from './restart.ts';

const SERVERS = ['elasticsearch', 'minio', 'rabbitmq'];

/**
 * Makes every server accept the credentials of the Secret, from inside its pod, so that no old password is needed. Missing
 * keys get new values. Restarts servers and services. Each step can be repeated.
 */
export async function* resetSecrets(kube: Kubernetes, request: RepairRequest): AsyncGenerator<Event> {
  const connection = await kube.connect();
  const { client } = connection;
  yield contextNote(connection, kube);
  const lock = await lockInstance(kube, client, request);
  const { signal } = lock;
  try {
    const values = await completeSecret(kube, signal);
    yield note('credentials', `The Secret ${CREDENTIALS_NAME} has all keys`);
    yield* restartServers(kube, client, SERVERS, signal);
    const resetting = step('reset', 'Resetting the passwords inside the servers');
    yield resetting.started;
    const user = (part: string) => ({
      name: values[`${part}-username`] ?? '',
      password: values[`${part}-password`] ?? '',
    });
    await addQueueUser(kube, client, user('queue'), signal);
    await resetSearchUser(kube, client, user('search'), signal);
    yield resetting.done('The servers accept the credentials of the Secret');
    await keepRecord(kube, client, values, signal);
    yield* restartServices(kube, client, signal);
  } finally {
    await lock.release();
  }
}

/** Creates what is missing, and marks the Secret as changed. Returns all values. */
async function completeSecret(kube: Kubernetes, signal: AbortSignal): Promise<Record<string, string>> {
  const { namespace } = kube;
  const { client } = await kube.connect();
  const present = await readCredentials(client, namespace, signal);
  if (present === null) {
    const secret = withNextRotation(newCredentials(namespace));
    await createSecret(client, secret, signal);
    return secret.stringData ?? {};
  }
  const missing = Object.keys(CREDENTIALS).filter((key) => !present.data?.[key]);
  const stringData = newValues(missing);
  await replaceCredentials(client, withNextRotation({ ...present, stringData }), signal);
  return { ...readValues(present), ...stringData };
}
