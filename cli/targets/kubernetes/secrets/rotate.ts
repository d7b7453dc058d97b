import { randomBytes } from 'node:crypto';
import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, step } from '#cli/output/events/events.ts';
import type { RotateRequest } from '#cli/targets/target.ts';
import { contextNote } from '../connect.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { lockInstance } from '../lock-instance.ts';
import { PREVIOUS } from './compare-credentials.ts';
import type { SecretObject } from './credentials.ts';
import {
  CREDENTIALS,
  credential,
  readCredentials,
  readValues,
  replaceCredentials,
  withNextRotation,
} from './credentials.ts';
import { checkCredentials, keepRecord } from './ensure-credentials.ts';
import { removeObjectsUser } from './objects-users.ts';
import { addQueueUser, removeQueueUser } from './queue-users.ts';
import { restartServices } from './restart.ts';
import { addSearchUser, removeSearchUser } from './search-users.ts';

/** Credentials that can be changed while everything runs, and the keys of each. */
const ROTATED: Readonly<Record<RotatedPart, readonly string[]>> = {
  queue: ['queue-username', 'queue-password'],
  search: ['search-username', 'search-password', 'search-reader-username', 'search-reader-password'],
  objects: ['objects-reader-access-key', 'objects-reader-secret-key'],
  'admin-token': ['admin-token'],
};
type RotatedPart = RotateRequest['parts'][number];

/** New credentials that are not in use yet, as JSON, so that the next run finishes an interrupted change. */
const NEXT = 'next';
type Values = Record<string, string>;

/**
 * Changes credentials without downtime: new users are made beside the old ones, the services move, the old users go. A
 * change that was cut short is finished by the next, with the same new credentials.
 */
export async function* rotateSecrets(kube: Kubernetes, request: RotateRequest): AsyncGenerator<Event> {
  const connection = await kube.connect();
  const { client } = connection;
  const { namespace } = kube;
  yield contextNote(connection, kube);
  await checkCredentials(kube, client, request.signal);
  const lock = await lockInstance(kube, client, request);
  const { signal } = lock;
  try {
    let secret = await readSecret(client, namespace, signal);
    if (credential(secret, PREVIOUS) === null) {
      secret = await announce(kube, client, secret, request.parts, signal);
      yield* makeUsers(kube, client, secret, signal);
      secret = await switchOver(client, secret, signal);
    } else yield note('continued', 'Completing an earlier rotation first');
    await keepRecord(kube, client, readValues(secret), signal);
    yield* restartServices(kube, client, signal);
    yield* removeUsers(kube, client, secret, signal);
    await forget(client, namespace, signal);
  } finally {
    await lock.release();
  }
  yield note('rotated', 'The credentials were rotated. The old ones no longer work.');
}

async function readSecret(client: KubeClient, namespace: string, signal: AbortSignal): Promise<SecretObject> {
  const secret = await readCredentials(client, namespace, signal);
  if (secret) return secret;
  throw new OperationError(`There are no credentials in the namespace "${namespace}"`, {
    code: 'credentials_missing',
    hint: { text: 'create them', command: ['up'] },
  });
}

/**
 * Records the new credentials before any server gets them. Keeps those of an earlier, unfinished change as far as they
 * are requested again, and removes the users of the others.
 */
async function announce(
  kube: Kubernetes,
  client: KubeClient,
  secret: SecretObject,
  parts: readonly RotatedPart[],
  signal: AbortSignal,
): Promise<SecretObject> {
  const announced = values(secret, NEXT);
  const keys = parts.flatMap((part) => ROTATED[part]);
  const next = Object.fromEntries(keys.map((key) => [key, announced[key] ?? newValue(key)]));
  const { 'queue-username': queueUser, 'search-username': searchUser } = announced;
  if (queueUser && !next['queue-username']) await removeQueueUser(kube, client, queueUser, signal);
  if (searchUser && !next['search-username']) {
    // The server may have no users of its own, and therefore be left out this time.
    await removeSearchUser(kube, client, login(secret), searchUser, signal).catch((error: unknown) => {
      if (!(error instanceof OperationError)) throw error;
    });
  }
  return write(client, { ...secret, stringData: { [NEXT]: JSON.stringify(next) } }, signal);
}

/** A new user exists beside the old one, so it needs another name. */
function newValue(key: string): string {
  if (key === 'queue-username' || key === 'search-username')
    return `influscope-${randomBytes(6).toString('hex')}`;
  return CREDENTIALS[key]?.() ?? '';
}

async function* makeUsers(
  kube: Kubernetes,
  client: KubeClient,
  secret: SecretObject,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const making = step('users', 'Creating the new users');
  yield making.started;
  const next = values(secret, NEXT);
  const { 'queue-username': queueUser, 'queue-password': queuePassword } = next;
  const { 'search-username': searchUser, 'search-password': searchPassword } = next;
  if (queueUser && queuePassword) {
    await addQueueUser(kube, client, { name: queueUser, password: queuePassword }, signal);
  }
  if (searchUser && searchPassword) {
    await addSearchUser(kube, client, login(secret), { name: searchUser, password: searchPassword }, signal);
  }
  yield making.done('Created the new users');
}

/** Changes all keys in one write, so that a reader gets either the old ones or the new ones. */
async function switchOver(
  client: KubeClient,
  secret: SecretObject,
  signal: AbortSignal,
): Promise<SecretObject> {
  const next = values(secret, NEXT);
  const old = Object.keys(next).map((key) => [key, credential(secret, key) ?? '']);
  const { [NEXT]: _next, ...data } = secret.data ?? {};
  const stringData = { ...next, [PREVIOUS]: JSON.stringify(Object.fromEntries(old)) };
  return write(client, { ...withNextRotation(secret), data, stringData }, signal);
}

async function* removeUsers(
  kube: Kubernetes,
  client: KubeClient,
  secret: SecretObject,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  const removing = step('old-users', 'Deleting the old users');
  yield removing.started;
  const previous = values(secret, PREVIOUS);
  const { 'queue-username': queueUser, 'search-username': searchUser } = previous;
  const { 'search-reader-username': searchReader, 'objects-reader-access-key': objectsReader } = previous;
  if (queueUser) await removeQueueUser(kube, client, queueUser, signal);
  if (searchReader) await removeSearchUser(kube, client, login(secret), searchReader, signal);
  if (searchUser) await removeSearchUser(kube, client, login(secret), searchUser, signal);
  if (objectsReader) await removeObjectsUser(kube, client, secret, objectsReader, signal);
  yield removing.done('Deleted the old users');
}

async function forget(client: KubeClient, namespace: string, signal: AbortSignal): Promise<void> {
  const secret = await readSecret(client, namespace, signal);
  const { [PREVIOUS]: _previous, ...data } = secret.data ?? {};
  await write(client, { ...secret, data }, signal);
}

async function write(client: KubeClient, secret: SecretObject, signal: AbortSignal): Promise<SecretObject> {
  await replaceCredentials(client, secret, signal);
  return readSecret(client, secret.metadata.namespace ?? '', signal);
}

function values(secret: SecretObject, key: string): Values {
  return JSON.parse(credential(secret, key) ?? '{}') as Values;
}

function login(secret: SecretObject): { name: string; password: string } {
  return {
    name: credential(secret, 'search-username') ?? '',
    password: credential(secret, 'search-password') ?? '',
  };
}
