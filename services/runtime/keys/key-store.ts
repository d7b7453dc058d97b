import type { AddKeyBody, Key, KeyAdded } from '#contract/keys/keys.ts';
import { MAX_KEYS } from '#contract/keys/limits.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
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

const MAX_ROUNDS = 20;

export function createKeyStore(records: Records): KeyStore {
  const read = async () => {
    const [entry] = await records.get([KEYS_KEY]);
    return { keys: entry === undefined ? [] : decodeKeys(entry.value), revision: entry?.revision ?? 0 };
  };
  /** Changes the keys until no other process interferes. `null` from `next` changes nothing. */
  const change = async (next: (keys: StoredKey[]) => StoredKey[] | null): Promise<boolean> => {
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      const { keys, revision } = await read();
      const wanted = next(keys);
      if (wanted === null) return false;
      const put = { key: KEYS_KEY, value: encodeKeys(wanted), expectedRevision: revision };
      const [result] = await records.put([put]);
      if (result?.ok) return true;
    }
    throw new UnavailableError('Other processes keep changing the API keys');
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
      const [{ keys }, usage] = await Promise.all([read(), readUsage(records)]);
      return keys
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
