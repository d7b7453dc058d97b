import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, warning } from '#cli/output/events/events.ts';
import type { Kubernetes } from '../kubernetes.ts';
import type { SecretObject } from './credentials.ts';
import {
  credential,
  newValues,
  readCredentials,
  readValues,
  replaceCredentials,
  withNextRotation,
} from './credentials.ts';
import { keepRecord } from './ensure-credentials.ts';
import { hasSearchUsers } from './search-users.ts';

type Values = Readonly<Record<string, string>>;

/**
 * Gives the API a user that the search server accepts: on a server without users, the one that writes. A change counts as a
 * rotation, so that the services restart. If the server does not tell, nothing changes. Returns whether the Secret changed.
 */
export async function* fitSearchReader(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): AsyncGenerator<Event, boolean> {
  const secret = await readCredentials(client, kube.namespace, signal);
  if (secret === null) return false;
  const values = readValues(secret);
  const hasUsers = await hasSearchUsers(kube, client, writerOf(secret), signal);
  if (hasUsers === false) {
    yield warning(
      'search_without_users',
      'This Elasticsearch has no users. The API reads with the user that can write.',
      { text: 'enable security in Elasticsearch, then deploy', command: ['deploy'] },
    );
  }
  const stringData = chooseReader(values, hasUsers);
  if (stringData === null) return false;
  await replaceCredentials(client, withNextRotation({ ...secret, stringData: { ...stringData } }), signal);
  await keepRecord(kube, client, { ...values, ...stringData }, signal);
  if (hasUsers) yield note('search_reader', 'Elasticsearch has users now. The API gets a read-only user.');
  return true;
}

/** The keys of the reader to change, with their values; `null` for none. Pure, except for new random values. */
export function chooseReader(values: Values, hasUsers: boolean | null): Values | null {
  const { 'search-username': name = '', 'search-password': password = '' } = values;
  const isShared = values['search-reader-username'] === name;
  if (hasUsers === null || (hasUsers && !isShared)) return null;
  if (hasUsers) return newValues(['search-reader-username', 'search-reader-password']);
  if (isShared && values['search-reader-password'] === password) return null;
  return { 'search-reader-username': name, 'search-reader-password': password };
}

function writerOf(secret: SecretObject): { name: string; password: string } {
  return {
    name: credential(secret, 'search-username') ?? '',
    password: credential(secret, 'search-password') ?? '',
  };
}
