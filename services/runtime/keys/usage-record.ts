import type { Records } from '#ports/records.ts';
import { changeRecord } from '../records/change-record.ts';

/** The usage of all keys is one record, which the processes of the API add to. */
export const USAGE_KEY = 'usage/api-keys';

export interface KeyUsage {
  requests: number;
  refused: number;
  /** Epoch milliseconds. */
  last_used: number;
}

export type UsageById = Readonly<Record<string, KeyUsage>>;

/** Empty before the first use. */
export async function readUsage(records: Records): Promise<UsageById> {
  const [entry] = await records.get([USAGE_KEY]);
  return entry === undefined ? {} : decode(entry.value);
}

/** Creates the record where it is missing: the user of the API may write it, but may create nothing. */
export async function ensureUsage(records: Records): Promise<void> {
  const [entry] = await records.get([USAGE_KEY]);
  if (entry === undefined) await records.put([{ key: USAGE_KEY, value: encode({}), expectedRevision: 0 }]);
}

/**
 * Changes the usage until no other process interferes. `false`: others interfered too often, and nothing was written; a later
 * call can add the same again.
 */
export async function changeUsage(records: Records, change: (now: UsageById) => UsageById): Promise<boolean> {
  const done = await changeRecord(records, USAGE_KEY, (stored) => {
    const next = encode(change(stored === undefined ? {} : decode(stored.value)));
    return next === stored?.value ? null : next;
  });
  return done !== null;
}

/** The sum of two usages of one key. */
export function addUsage(one: KeyUsage | undefined, more: KeyUsage): KeyUsage {
  return {
    requests: (one?.requests ?? 0) + more.requests,
    refused: (one?.refused ?? 0) + more.refused,
    last_used: Math.max(one?.last_used ?? 0, more.last_used),
  };
}

function encode(usage: UsageById): string {
  return JSON.stringify({ v: 1, usage });
}

function decode(value: string): UsageById {
  return (JSON.parse(value) as { usage?: UsageById }).usage ?? {};
}
