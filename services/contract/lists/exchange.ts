import { fromCsv, toCsv } from './csv.ts';
import type { SavedCreator } from './saved-creator.ts';
import { toSavedCreator } from './saved-creator.ts';

/** Columns of the file, and the field of each. */
const COLUMNS = [
  ['id', 'id'],
  ['platform', 'platform'],
  ['username', 'handle'],
  ['display_name', 'name'],
  ['followers', 'followers'],
  ['engagement_rate', 'rate'],
  ['status', 'status'],
  ['note', 'note'],
  ['saved_at', 'savedAt'],
] as const satisfies readonly (readonly [string, keyof SavedCreator])[];

/** The shortlist as CSV that `importShortlist` reads. */
export function exportShortlist(list: readonly SavedCreator[]): string {
  const rows = list.map((one) =>
    COLUMNS.map(([, field]) => (field === 'handle' ? (one.handle?.replace(/^@/, '') ?? null) : one[field])),
  );
  return toCsv([COLUMNS.map(([name]) => name), ...rows]);
}

/** A shortlist with the creators of a CSV file, whose entries win. `skipped`: rows without an id. */
export function importShortlist(
  text: string,
  list: readonly SavedCreator[],
): { list: SavedCreator[]; added: number; changed: number; skipped: number } {
  const [header = [], ...rows] = fromCsv(text);
  const places = COLUMNS.map(([name, field]) => ({
    field,
    at: header.findIndex((given) => given.trim().toLowerCase() === name),
  }));
  const merged = new Map(list.map((one) => [one.id, one]));
  let [added, changed, skipped] = [0, 0, 0];
  for (const row of rows) {
    const given = Object.fromEntries(
      places.flatMap(({ field, at }) => (at === -1 ? [] : [[field, row[at] ?? '']])),
    );
    const read = toSavedCreator(given);
    if (read === undefined) {
      skipped++;
      continue;
    }
    const known = merged.get(read.id);
    if (known) changed++;
    else added++;
    const named = { ...read, handle: read.handle && `@${read.handle.replace(/^@/, '')}` };
    merged.set(read.id, known ? { ...known, ...onlyGiven(named, given) } : named);
  }
  return { list: [...merged.values()], added, changed, skipped };
}

/** The fields that the row has: a file with fewer columns erases nothing. */
function onlyGiven(read: SavedCreator, given: Partial<Record<string, unknown>>): Partial<SavedCreator> {
  return Object.fromEntries(Object.entries(read).filter(([field]) => given[field] !== undefined));
}
