import type { AddKeyBody, Key, KeyAdded } from '#contract/keys/keys.ts';
import { MAX_KEYS } from '#contract/keys/limits.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import { changeRecord } from '../records/change-record.ts';
import type { StoredKey } from './key-record.ts';
import { decodeKeys, encodeKeys, KEYS_KEY } from './key-record.ts';
import { createKey } from './key-secret.ts';
import { changeUsage, ensureUsage, readUsage } from './usage-record.ts';

/** What the operator does with API keys. Each change is durable when it resolves. */
export interface KeyStore {
  /** `'exists'`: another key has the name. `'full'`: there are too many keys. */
  add(given: AddKeyBody, nowMs: number): Promise<KeyAdded | 'exists' | 'full'>;
  /** Sorted by name. */
  list(): Promise<Key[]>;
  /** `false`: there is no such key. */
  revoke(name: string): Promise<boolean>;
}

export function createKeyStore(records: Records): KeyStore {
  const decode = (stored: RecordEntry | undefined) => (stored === undefined ? [] : decodeKeys(stored.value));
  /** Changes the keys until no other process interferes. `null` from `next` changes nothing. */
  const change = async (next: (keys: StoredKey[]) => StoredKey[] | null): Promise<boolean> => {
    const done = await changeRecord(records, KEYS_KEY, (stored) => {
      const wanted = next(decode(stored));
      return wanted && encodeKeys(wanted);
    });
    if (done === null) throw new UnavailableError('Other processes keep changing the API keys');
    return done.after !== done.before;
  };

  return {
    async add({ name, rights, rate_per_minute: rate = null }, nowMs) {
      const { id, key, hash } = createKey();
      const created = new Date(nowMs).toISOString();
      const stored: StoredKey = { id, name, hash, rights, rate_per_minute: rate, created_at: created };
      let refusal: 'exists' | 'full' = 'exists';
      const added = await change((keys) => {
        refusal = keys.some((one) => one.name === name) ? 'exists' : 'full';
        return refusal === 'exists' || keys.length >= MAX_KEYS ? null : [...keys, stored];
      });
      if (!added) return refusal;
      await ensureUsage(records);
      const { hash: _, ...shown } = stored;
      return { ...shown, key };
    },
    async list() {
      const [[stored], usage] = await Promise.all([records.get([KEYS_KEY]), readUsage(records)]);
      return decode(stored)
        .map(({ hash: _, ...key }): Key => {
          const { requests = 0, refused = 0, last_used: last } = usage[key.id] ?? {};
          const lastUsed = last === undefined ? null : new Date(last).toISOString();
          return { ...key, requests, refused, last_used_at: lastUsed };
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async revoke(name) {
      let ids: ReadonlySet<string> = new Set();
      const revoked = await change((keys) => {
        const rest = keys.filter((one) => one.name !== name);
        if (rest.length === keys.length) return null;
        ids = new Set(rest.map(({ id }) => id));
        return rest;
      });
      // The record stays as small as the list of keys.
      if (revoked)
        await changeUsage(records, (usage) =>
          Object.fromEntries(Object.entries(usage).filter(([id]) => ids.has(id))),
        );
      return revoked;
    },
  };
}
