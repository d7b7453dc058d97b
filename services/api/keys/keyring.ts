import type { Records } from '#ports/records.ts';
import type { StoredKey } from '#runtime/keys/key-record.ts';
import { decodeKeys, KEYS_KEY } from '#runtime/keys/key-record.ts';
import { idOfKey, isKey } from '#runtime/keys/key-secret.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';

export interface Keyring {
  /** `undefined`: unknown, revoked, or no key at all. `'unavailable'`: the keys cannot be read. */
  find(text: string): Promise<StoredKey | undefined | 'unavailable'>;
}

interface KeyringOptions {
  records: Records;
  logger: Logger;
  /** Milliseconds. Default: a monotonic clock, so that a revoked key stops also when the time of the machine is set back. */
  now?: () => number;
}

/** A revoked key works at most this long. */
const MAX_AGE_MS = 2_000;
/** Keys that cannot be read again still work this long. */
const MAX_STALE_MS = 60_000;
/** An unknown key may be new, so the request waits for the next read of the keys. This is the minimum time between reads. */
const NEW_KEY_MS = 100;

/** The keys of the instance, read again when they are used: one small read in two seconds. */
export function createKeyring({ records, logger, now = () => performance.now() }: KeyringOptions): Keyring {
  let byId = new Map<string, StoredKey>();
  let revision = -1;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  let again: Promise<void> | undefined;

  const read = async () => {
    const startedAtMs = now();
    triedAtMs = startedAtMs;
    try {
      const [entry] = await records.get([KEYS_KEY]);
      if (revision !== (entry?.revision ?? 0)) {
        const keys = entry === undefined ? [] : decodeKeys(entry.value);
        byId = new Map(keys.map((key) => [key.id, key]));
        revision = entry?.revision ?? 0;
      }
      readAtMs = startedAtMs;
    } catch (err) {
      logger.warn({ err }, 'the API keys cannot be read');
    }
  };
  const refresh = () => {
    if (now() - triedAtMs < MAX_AGE_MS) return reading;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  /** Reads the keys as they are after this call. All waiting requests share one read. */
  const readAgain = () => {
    const waitMs = Math.min(NEW_KEY_MS, Math.max(0, triedAtMs + NEW_KEY_MS - now()));
    again ??= new Promise((resolve) => setTimeout(resolve, waitMs)).then(() => {
      again = undefined;
      return read();
    });
    return again;
  };

  return {
    async find(text) {
      const id = idOfKey(text);
      if (id === undefined) return undefined;
      await refresh();
      if (!byId.has(id)) await readAgain();
      if (now() - readAtMs > MAX_STALE_MS) return 'unavailable';
      const key = byId.get(id);
      return key !== undefined && isKey(text, key.hash) ? key : undefined;
    },
  };
}
