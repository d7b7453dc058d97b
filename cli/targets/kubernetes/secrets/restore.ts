import { OperationError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note } from '#cli/output/events/events.ts';
import type { RepairRequest } from '#cli/targets/target.ts';
import { contextNote } from '../connect.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { lockInstance } from '../lock-instance.ts';
import { CREDENTIALS_NAME } from '../names.ts';
import {
  createSecret,
  readCredentials,
  readValues,
  replaceCredentials,
  withNextRotation,
} from './credentials.ts';
import { asSecret, findFittingCopy, keepRecord } from './ensure-credentials.ts';
import { restartServers, restartServices } from './restart.ts';
import { savedCredentialsPath } from './saved-credentials.ts';

/** The server that each key is for; the others are read by the services alone. */
const SERVERS: Readonly<Record<string, string>> = {
  'queue-username': 'rabbitmq',
  'queue-password': 'rabbitmq',
  'rabbitmq-erlang-cookie': 'rabbitmq',
  'search-username': 'elasticsearch',
  'search-password': 'elasticsearch',
  'objects-access-key': 'minio',
  'objects-secret-key': 'minio',
};

/**
 * Writes the saved credentials back into the Secret, when they fit the data. Restarts what may have read others meanwhile.
 * Throws an `OperationError` when there is no fitting copy here.
 */
export async function* restoreSecrets(kube: Kubernetes, request: RepairRequest): AsyncGenerator<Event> {
  const connection = await kube.connect();
  const { client } = connection;
  const { namespace } = kube;
  yield contextNote(connection, kube);
  const lock = await lockInstance(kube, client, request);
  const { signal } = lock;
  try {
    const values = await findFittingCopy(kube, client, signal);
    if (values === null) throw noCopy(kube);
    const present = await readCredentials(client, namespace, signal);
    const secret = asSecret(namespace, values);
    const now = present ? readValues(present) : {};
    const changed = Object.keys(values).filter((key) => now[key] !== undefined && now[key] !== values[key]);
    if (present === null) await createSecret(client, secret, signal);
    else if (Object.keys(values).some((key) => now[key] !== values[key])) {
      const restored = { ...present, data: { ...present.data, ...secret.data } };
      await replaceCredentials(client, changed.length > 0 ? withNextRotation(restored) : restored, signal);
    }
    yield note('credentials_restored', `The Secret ${CREDENTIALS_NAME} has the saved credentials again`);
    await keepRecord(kube, client, values, signal);
    if (changed.length > 0) {
      const servers = [...new Set(changed.flatMap((key) => SERVERS[key] ?? []))];
      yield* restartServers(kube, client, servers, signal);
      yield* restartServices(kube, client, signal);
    }
  } finally {
    await lock.release();
  }
}

function noCopy({ state }: Kubernetes): OperationError {
  return new OperationError(`${savedCredentialsPath(state)} has no credentials that match the data`, {
    code: 'no_saved_credentials',
    hint: { text: 'give the servers new credentials', command: ['secrets', 'reset'] },
  });
}
