import type { SecretObject } from './credentials.ts';
import { CREDENTIALS, credential, readValues } from './credentials.ts';
import type { CredentialsRecord } from './credentials-record.ts';
import { fits } from './credentials-record.ts';

/** Old values of a change that is not finished, as JSON: a key of the Secret. */
export const PREVIOUS = 'previous';

/** How the Secret relates to the data on the volumes. */
export interface CredentialsMatch {
  /** `lost`: the Secret, or keys that the servers' data depends on, are missing. `changed`: such keys have other values. */
  state: 'fits' | 'lost' | 'changed';
  /** The keys that are missing or changed. */
  keys: string[];
}

/** The services alone read them, and create these users at their start: new values need a restart of theirs, nothing more. */
const REPLACEABLE = new Set([
  'admin-token',
  'search-reader-username',
  'search-reader-password',
  'objects-reader-access-key',
  'objects-reader-secret-key',
]);
/** Data from before this key existed does not depend on it: it is added. */
const ADDED_LATER = new Set(['privacy-key']);

/** Pure. `hasData` is false while no server has a volume: then every Secret fits. */
export function compareCredentials(
  secret: SecretObject | null,
  record: CredentialsRecord | null,
  hasData: boolean,
): CredentialsMatch {
  if (!hasData) return { state: 'fits', keys: [] };
  const bound = Object.keys(CREDENTIALS).filter((key) => !REPLACEABLE.has(key));
  if (secret === null) return { state: 'lost', keys: bound };
  const values = readValues(secret);
  const isNew = (key: string) => ADDED_LATER.has(key) && record?.digests[key] === undefined;
  const missing = bound.filter((key) => values[key] === undefined && !isNew(key));
  if (missing.length > 0) return { state: 'lost', keys: missing };
  if (record === null) return { state: 'fits', keys: [] };
  const before = JSON.parse(credential(secret, PREVIOUS) ?? '{}') as Record<string, string>;
  const changed = bound.filter(
    (key) => !fits(record, key, values[key] ?? '') && !fitsBefore(record, key, before[key]),
  );
  return { state: changed.length > 0 ? 'changed' : 'fits', keys: changed };
}

function fitsBefore(record: CredentialsRecord, key: string, value: string | undefined): boolean {
  return value !== undefined && fits(record, key, value);
}
