import { randomBytes } from 'node:crypto';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo, resourcePath } from '#cli/kubernetes/resources.ts';
import { CREDENTIALS_NAME, OWN_LABELS } from '../names.ts';

/** On the Secret: the number of changes. The services' pods carry it too, so that each change replaces them. */
export const ROTATION = 'influscope.io/rotation';

export interface SecretObject extends KubeObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

/** 32 random bytes as letters, digits, `-` and `_`, which every server and shell accepts. */
const secret = () => randomBytes(32).toString('base64url');

/** How each key of the Secret is made. */
export const CREDENTIALS: Readonly<Record<string, () => string>> = {
  'queue-username': () => 'influscope',
  'queue-password': secret,
  'rabbitmq-erlang-cookie': secret,
  // The built-in administrator of the search server.
  'search-username': () => 'elastic',
  'search-password': secret,
  'objects-access-key': () => `influscope-${randomBytes(6).toString('hex')}`,
  'objects-secret-key': secret,
  // Of the API, which only reads. The services with the users above create these at their start.
  'search-reader-username': () => `influscope-reader-${randomBytes(6).toString('hex')}`,
  'search-reader-password': secret,
  'objects-reader-access-key': () => `influscope-reader-${randomBytes(6).toString('hex')}`,
  'objects-reader-secret-key': secret,
  'admin-token': secret,
  // Of the hashes in the suppression list: never changed.
  'privacy-key': secret,
};

/** A Secret with new credentials, readable as YAML. */
export function newCredentials(namespace: string): SecretObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: CREDENTIALS_NAME, namespace, labels: OWN_LABELS },
    type: 'Opaque',
    stringData: Object.fromEntries(Object.entries(CREDENTIALS).map(([key, make]) => [key, make()])),
  };
}

export function readCredentials(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<SecretObject | null> {
  return client.get<SecretObject>(refTo(RESOURCES.secret, CREDENTIALS_NAME, namespace), signal);
}

/** Writes the Secret, unless it changed since it was read: then a `KubeError` of status 409. */
export async function replaceCredentials(
  client: KubeClient,
  object: SecretObject,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace } = object.metadata;
  await client.request(resourcePath(RESOURCES.secret, { namespace, name }), 'Secret', {
    method: 'PUT',
    body: object,
    signal,
  });
}

/** The value of a key, decoded; `null` without one. */
export function credential({ data }: SecretObject, key: string): string | null {
  const value = data?.[key];
  return value === undefined ? null : Buffer.from(value, 'base64').toString('utf8');
}

/** Creates the Secret; throws a `KubeError` of status 409 when there is one. */
export async function createSecret(
  client: KubeClient,
  object: SecretObject,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = object.metadata;
  await client.request(resourcePath(RESOURCES.secret, { namespace }), 'Secret', {
    method: 'POST',
    body: object,
    signal,
  });
}

/** New values for these keys. */
export function newValues(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, CREDENTIALS[key]?.() ?? '']));
}

/** The values of all known keys that the Secret has, decoded. */
export function readValues(object: SecretObject): Record<string, string> {
  return Object.fromEntries(
    Object.keys(CREDENTIALS).flatMap((key) => {
      const value = credential(object, key);
      return value ? [[key, value]] : [];
    }),
  );
}

/** The Secret, marked as changed once more: the next deploy replaces the services' pods. */
export function withNextRotation(object: SecretObject): SecretObject {
  const { metadata } = object;
  const count = Number(metadata.annotations?.[ROTATION] ?? 0) + 1;
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [ROTATION]: String(count) } },
  };
}
