import { randomBytes } from 'node:crypto';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { isStatus } from '#cli/kubernetes/client/errors.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo, resourcePath } from '#cli/kubernetes/resources.ts';

export const CREDENTIALS_NAME = 'influscope-credentials';

/** Counts the changes; the services' pods carry it too, so that each change replaces them. */
export const ROTATION = 'influscope.io/rotation';

export interface SecretObject extends KubeObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

/** 32 bytes of chance in letters, digits, `-` and `_`, which every server and shell takes. */
const secret = () => randomBytes(32).toString('base64url');

/** What each key of the Secret is made of. User names say no more than what they are for. */
export const CREDENTIALS: Readonly<Record<string, () => string>> = {
  'queue-username': () => 'influscope',
  'queue-password': secret,
  'rabbitmq-erlang-cookie': secret,
  // The built-in administrator of the search server.
  'search-username': () => 'elastic',
  'search-password': secret,
  'objects-access-key': () => `influscope-${randomBytes(6).toString('hex')}`,
  'objects-secret-key': secret,
  'admin-token': secret,
};

/** A Secret with new credentials, readable as YAML. */
export function newCredentials(namespace: string): SecretObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: CREDENTIALS_NAME,
      namespace,
      labels: {
        'app.kubernetes.io/name': 'influscope',
        'app.kubernetes.io/component': 'configuration',
        'app.kubernetes.io/part-of': 'influscope',
      },
    },
    type: 'Opaque',
    stringData: Object.fromEntries(Object.entries(CREDENTIALS).map(([key, make]) => [key, make()])),
  };
}

/**
 * Makes the credentials once. Those that are there stay as they are, whoever made them; a key that is missing is added.
 * Answers what was done.
 */
export async function ensureCredentials(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<'made' | 'completed' | 'kept'> {
  for (;;) {
    const present = await readCredentials(client, namespace, signal);
    try {
      if (present === null) {
        await client.request(resourcePath(RESOURCES.secret, { namespace }), 'Secret', {
          method: 'POST',
          body: newCredentials(namespace),
          signal,
        });
        return 'made';
      }
      const missing = Object.entries(CREDENTIALS).filter(([key]) => !present.data?.[key]);
      if (missing.length === 0) return 'kept';
      const stringData = Object.fromEntries(missing.map(([key, make]) => [key, make()]));
      await replaceCredentials(client, { ...present, stringData }, signal);
      return 'completed';
    } catch (error) {
      // Made or changed by another in this very moment.
      if (!isStatus(error, 409)) throw error;
    }
  }
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
