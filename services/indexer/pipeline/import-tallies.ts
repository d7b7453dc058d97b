import { randomUUID } from 'node:crypto';
import type { Records } from '#ports/records.ts';

/** What an import has done to the people in it, each counted by its first row. */
export interface ImportTally {
  new: number;
  updated: number;
  unchanged: number;
}

/** Counts by import, of the latest imports only, in the records that all indexers share. */
export interface ImportTallies {
  count(importId: string, outcome: keyof ImportTally): void;
  /** Writes what was counted. Never rejects: what could not be written is written with the next call. */
  flush(): Promise<void>;
  /** The sum over all indexers. All zero for an import that is not known. */
  of(importId: string): Promise<ImportTally>;
}

interface Own extends ImportTally {
  revision: number;
  isWritten: boolean;
}

interface Stored extends ImportTally {
  /** Epoch milliseconds of the last write. */
  at: number;
}

const PREFIX = 'import-tally/';
const MAX_IMPORTS = 100;
/** Tallies that processes left behind. */
const KEPT_MS = 24 * 60 * 60 * 1_000;

/** Each process writes under a key of its own, so that no two ever contend. */
export function createImportTallies(
  records: Pick<Records, 'get' | 'put' | 'delete' | 'scan'>,
  now: () => number = Date.now,
): ImportTallies {
  const processId = randomUUID();
  const own = new Map<string, Own>();
  let turn: Promise<void> = Promise.resolve();
  /** The next write, until it begins: it takes along what is counted meanwhile. */
  let coming: Promise<void> | undefined;
  let isTidy = false;
  const keyOf = (importId: string) => `${PREFIX}${importId}/${processId}`;

  const removeOld = async () => {
    isTidy = true;
    for await (const entries of records.scan(PREFIX)) {
      const old = entries.filter(({ value }) => now() - (JSON.parse(value) as Stored).at > KEPT_MS);
      if (old.length > 0) await records.delete(old.map(({ key }) => key));
    }
  };
  const write = async () => {
    for (const [importId, tally] of own) {
      if (tally.isWritten) continue;
      const { revision, isWritten: _, ...counts } = tally;
      tally.isWritten = true;
      try {
        const key = keyOf(importId);
        const value = JSON.stringify({ ...counts, at: now() } satisfies Stored);
        const [result] = await records.put([{ key, value, expectedRevision: revision }]);
        if (result?.ok) tally.revision = result.revision;
        else {
          // An earlier write that seemed to fail was done.
          tally.revision = (await records.get([key]))[0]?.revision ?? 0;
          tally.isWritten = false;
        }
      } catch {
        tally.isWritten = false;
      }
    }
    while (own.size > MAX_IMPORTS) {
      const [oldest] = own.keys();
      if (oldest === undefined) return;
      own.delete(oldest);
      await records.delete([keyOf(oldest)]);
    }
    if (!isTidy) await removeOld();
  };

  return {
    count(importId, outcome) {
      let tally = own.get(importId);
      if (tally === undefined) {
        tally = { new: 0, updated: 0, unchanged: 0, revision: 0, isWritten: false };
        own.set(importId, tally);
      }
      tally[outcome]++;
      tally.isWritten = false;
    },
    flush() {
      if (coming !== undefined) return coming;
      const begin = () => {
        coming = undefined;
        return write();
      };
      coming = turn.then(begin).catch(() => {});
      turn = coming;
      return turn;
    },
    async of(importId) {
      const sum: ImportTally = { new: 0, updated: 0, unchanged: 0 };
      for await (const entries of records.scan(`${PREFIX}${importId}/`)) {
        for (const { value } of entries) {
          const tally = JSON.parse(value) as Stored;
          for (const outcome of ['new', 'updated', 'unchanged'] as const) sum[outcome] += tally[outcome];
        }
      }
      return sum;
    },
  };
}
