import type { ClientRates } from '#runtime/http/client-rates.ts';
import { createClientRates } from '#runtime/http/client-rates.ts';
import type { StoredKey } from '#runtime/keys/key-record.ts';

const MINUTE_MS = 60_000;
/** Maximum number of rates: more than the number of keys would be a fault. */
const MAX_RATES = 1_000;

export interface KeyRates {
  /** 0, or the milliseconds after which the next request of the key is allowed. */
  take(key: StoredKey, cost: number): number;
}

/** The rate of each key, in requests a minute. Each process counts for itself. */
export function createKeyRates(now?: () => number): KeyRates {
  const byRate = new Map<number, ClientRates>();
  return {
    take({ id, rate_per_minute: rate }, cost) {
      if (rate === null) return 0;
      let rates = byRate.get(rate);
      if (rates === undefined) {
        if (byRate.size >= MAX_RATES) byRate.clear();
        rates = createClientRates(rate, now, MINUTE_MS);
        byRate.set(rate, rates);
      }
      return rates.take(id, cost);
    },
  };
}
