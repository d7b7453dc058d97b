/** What an import has done to the people in it, each counted by its first row. */
export interface ImportTally {
  new: number;
  updated: number;
  unchanged: number;
}

/** Counts by import, in this process, of the latest imports only. */
export interface ImportTallies {
  count(importId: string, outcome: keyof ImportTally): void;
  /** All zero for an import that is not known. */
  of(importId: string): ImportTally;
}

const MAX_IMPORTS = 100;

export function createImportTallies(): ImportTallies {
  const tallies = new Map<string, ImportTally>();
  return {
    count(importId, outcome) {
      let tally = tallies.get(importId);
      if (tally === undefined) {
        const [oldest] = tallies.keys();
        if (tallies.size >= MAX_IMPORTS && oldest !== undefined) tallies.delete(oldest);
        tally = { new: 0, updated: 0, unchanged: 0 };
        tallies.set(importId, tally);
      }
      tally[outcome]++;
    },
    of: (importId) => tallies.get(importId) ?? { new: 0, updated: 0, unchanged: 0 },
  };
}
