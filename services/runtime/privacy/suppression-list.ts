import type { RemovalReason } from '#contract/privacy/removal.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import type { RecordChange } from '../records/change-record.ts';
import { changeRecord } from '../records/change-record.ts';
import type { HashPersonKey, PersonNames } from './person-keys.ts';
import { personKeys } from './person-keys.ts';

/** One refused name, as a hash. */
export interface Suppression {
  hash: string;
  /** Readings up to this time, epoch milliseconds, are refused; `null` refuses all. */
  until: number | null;
  reason: RemovalReason;
  /** When it was added, epoch milliseconds. */
  at: number;
  /** Data under this name may still be stored: a removal is under way, was interrupted, or a store was restored. */
  pending: boolean;
}

/**
 * The names whose readings are refused: the people who were forgotten, and removed accounts. It is kept in the records
 * as keyed hashes and held in memory. A writer that calls `load` after its writes sees every entry whose removal might
 * have missed them.
 */
export interface SuppressionList {
  /** Reads what other processes have added, and returns the version of the list. One small read when nothing changed. */
  load(): Promise<number>;
  /** The version that is loaded; -1 before the first `load`. */
  version(): number;
  /** By what is loaded: the entry that refuses a reading of this time; `undefined` when it is accepted. */
  refusal(names: PersonNames, fetchedAt: number): Suppression | undefined;
  /** The hash of each name. */
  hashesOf(names: PersonNames): string[];
  /** Durable, and known to every writer that loads afterwards, when it resolves. A stricter entry is kept. */
  add(entries: readonly Suppression[]): Promise<void>;
  /** The removal of these is complete. */
  settle(hashes: readonly string[]): Promise<void>;
  entries(): readonly Suppression[];
}

export const SUPPRESSION_PREFIX = 'suppressed/';
/** Its revision grows with each change of the list. */
const GENERATION = 'suppression';
const PAGE_SIZE = 5_000;
const MAX_ROUNDS = 20;

export function createSuppressionList(records: Records, hashKey: HashPersonKey): SuppressionList {
  let byHash = new Map<string, Suppression>();
  let known = -1;
  let reading: { revision: number; done: Promise<void> } | undefined;
  let begun = 0;
  let applied = 0;

  const read = async (revision: number) => {
    const turn = ++begun;
    const found = new Map<string, Suppression>();
    for await (const page of records.scan(SUPPRESSION_PREFIX, { pageSize: PAGE_SIZE })) {
      for (const { key, value } of page) {
        const entry = decode(key, value);
        found.set(entry.hash, entry);
      }
    }
    // A reading that began earlier must not undo what a later one has seen.
    if (turn < applied) return;
    applied = turn;
    byHash = found;
    known = revision;
  };

  const hashesOf = (names: PersonNames) => personKeys(names).map(hashKey);

  /** Reads, changes and writes until no other process interferes. */
  const change = async (
    hashes: readonly string[],
    next: (hash: string, now?: Suppression) => Suppression,
  ) => {
    const changed = new Map<string, Suppression>();
    let left = [...new Set(hashes)];
    for (let round = 1; left.length > 0; round++) {
      if (round > MAX_ROUNDS)
        throw new UnavailableError('Other processes keep changing the suppression list');
      const keys = left.map((hash) => SUPPRESSION_PREFIX + hash);
      const present = await records.get(keys);
      const puts = left.flatMap((hash, i) => {
        const entry = present[i];
        const wanted = next(hash, entry && decode(entry.key, entry.value));
        const value = encode(wanted);
        changed.set(hash, wanted);
        if (value === entry?.value) return [];
        return [{ key: keys[i] as string, value, expectedRevision: entry?.revision ?? 0 }];
      });
      const results = await records.put(puts);
      left = results.flatMap(({ key, ok }) => (ok ? [] : [key.slice(SUPPRESSION_PREFIX.length)]));
    }
    const { before, after } = await bump();
    // The list is read again only when another process changed it, too.
    if (before !== known) return load();
    applied = ++begun;
    byHash = new Map([...byHash, ...changed]);
    known = after;
    return known;
  };

  const bump = async (): Promise<RecordChange> => {
    const done = await changeRecord(records, GENERATION, () => '{"v":1}');
    if (done === null) throw new UnavailableError('Other processes keep changing the suppression list');
    return done;
  };

  const load = async () => {
    const [entry] = await records.get([GENERATION]);
    const revision = entry?.revision ?? 0;
    if (revision === known) return known;
    if (reading?.revision !== revision) reading = { revision, done: read(revision) };
    const mine = reading;
    try {
      await mine.done;
    } finally {
      if (reading === mine) reading = undefined;
    }
    return known;
  };

  return {
    load,
    version: () => known,
    refusal(names, fetchedAt) {
      if (byHash.size === 0) return undefined;
      return hashesOf(names)
        .map((hash) => byHash.get(hash))
        .find((entry) => entry !== undefined && (entry.until === null || fetchedAt <= entry.until));
    },
    hashesOf,
    async add(entries) {
      const added = new Map(entries.map((entry) => [entry.hash, entry]));
      await change([...added.keys()], (hash, now) => stricter(added.get(hash) as Suppression, now));
    },
    async settle(hashes) {
      await change(hashes, (hash, now) => ({ ...(now ?? lost(hash)), pending: false }));
    },
    entries: () => [...byHash.values()],
  };
}

/** `next` is written over `now`; what refuses more is kept. */
function stricter(next: Suppression, now: Suppression | undefined): Suppression {
  if (now === undefined) return next;
  if (now.until === null && next.until !== null) return { ...now, pending: true };
  if (now.until !== null && next.until !== null && now.until > next.until) return { ...now, pending: true };
  return { ...next, at: now.until === next.until ? now.at : next.at };
}

function lost(hash: string): never {
  throw new UnavailableError(`The suppression list lost an entry [hash=${hash}]`);
}

function encode({ until, reason, at, pending }: Suppression): string {
  return JSON.stringify({ v: 1, until, reason, at, pending });
}

function decode(key: string, value: string): Suppression {
  const { until, reason, at, pending } = JSON.parse(value) as Omit<Suppression, 'hash'>;
  return { hash: key.slice(SUPPRESSION_PREFIX.length), until, reason, at, pending };
}
