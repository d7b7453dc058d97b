import { randomBytes, scryptSync } from 'node:crypto';
import { applyObject } from '#cli/kubernetes/apply/apply.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import { CREDENTIALS_RECORD, FIELD_MANAGER, OWN_LABELS } from '../names.ts';

/**
 * Digests of the credentials that the servers' data was made with, in a ConfigMap beside the claims. They show whether a
 * Secret fits the data, and cannot be turned back into credentials.
 */
export interface CredentialsRecord {
  salt: string;
  /** By key of the Secret. */
  digests: Readonly<Record<string, string>>;
}

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

const SALT = 'salt';
const DIGEST_BYTES = 24;
/** Slow enough that a weak password chosen by a person is not guessed at once. */
const SCRYPT = { N: 2 ** 13, r: 8, p: 1 };

export async function readRecord(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<CredentialsRecord | null> {
  const object = await client.get<ConfigMap>(
    refTo(RESOURCES.configMap, CREDENTIALS_RECORD, namespace),
    signal,
  );
  const { [SALT]: salt, ...digests } = object?.data ?? {};
  return salt === undefined ? null : { salt, digests };
}

export async function writeRecord(
  client: KubeClient,
  namespace: string,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const { salt, digests } = createRecord(values);
  const { apiVersion, kind } = RESOURCES.configMap;
  const metadata = { name: CREDENTIALS_RECORD, namespace, labels: OWN_LABELS };
  const object = { apiVersion, kind, metadata, data: { [SALT]: salt, ...digests } };
  await applyObject(client, object, { manager: FIELD_MANAGER, force: true, signal });
}

export function createRecord(values: Readonly<Record<string, string>>): CredentialsRecord {
  const salt = randomBytes(16).toString('base64url');
  const digests = Object.entries(values).map(([key, value]) => [key, digest(salt, value)]);
  return { salt, digests: Object.fromEntries(digests) };
}

/** Does the value fit the record? A key that the record does not have fits. */
export function fits({ salt, digests }: CredentialsRecord, key: string, value: string): boolean {
  return digests[key] === undefined || digests[key] === digest(salt, value);
}

function digest(salt: string, value: string): string {
  return scryptSync(value, salt, DIGEST_BYTES, SCRYPT).toString('base64url');
}
