import { fromCsv, toCsv } from './csv.ts';
import { isPersonId } from './person-id.ts';
import type { SavedCreator } from './saved-creator.ts';
import { isStatus, toSavedCreator } from './saved-creator.ts';

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

/** Why a row is left out: it has no valid id, or a status that does not exist. */
export interface ShortlistProblem {
  line: number;
  field: 'id' | 'status';
  /** What the row has. */
  value: string;
}

interface ShortlistRow {
  creator: SavedCreator;
  /** The fields that the row has: a file with fewer columns, or a row without a status, erases nothing. */
  given: ReadonlySet<keyof SavedCreator>;
}

/** The creators of a CSV file, in its order. */
export function readShortlist(text: string): { rows: ShortlistRow[]; problems: ShortlistProblem[] } {
  const [header, ...body] = fromCsv(text);
  const places = COLUMNS.flatMap(([name, field]) => {
    const at = (header?.cells ?? []).findIndex((given) => given.trim().toLowerCase() === name);
    return at === -1 ? [] : [{ field, at }];
  });
  const rows: ShortlistRow[] = [];
  const problems: ShortlistProblem[] = [];
  for (const { line, cells } of body) {
    const read: Partial<Record<keyof SavedCreator, string>> = Object.fromEntries(
      places.map(({ field, at }) => [field, cells[at] ?? '']),
    );
    const status = read.status?.trim().toLowerCase().replaceAll(/[ -]/g, '_');
    const creator = toSavedCreator({ ...read, status });
    if (creator === undefined || !isPersonId(creator.id)) {
      problems.push({ line, field: 'id', value: read.id ?? '' });
    } else if (status && !isStatus(status)) {
      problems.push({ line, field: 'status', value: read.status ?? '' });
    } else {
      const given = places.map(({ field }) => field).filter((field) => field !== 'status' || status !== '');
      rows.push({
        creator: { ...creator, handle: creator.handle && `@${creator.handle.replace(/^@/, '')}` },
        given: new Set(given),
      });
    }
  }
  return { rows, problems };
}

/** A shortlist with the creators of a CSV file, whose entries win. */
export function importShortlist(
  text: string,
  list: readonly SavedCreator[],
): { list: SavedCreator[]; added: number; changed: number; problems: ShortlistProblem[] } {
  const { rows, problems } = readShortlist(text);
  const merged = new Map(list.map((one) => [one.id, one]));
  let [added, changed] = [0, 0];
  for (const { creator, given } of rows) {
    const known = merged.get(creator.id);
    if (known) changed++;
    else added++;
    merged.set(creator.id, known ? { ...known, ...pick(creator, given) } : creator);
  }
  return { list: [...merged.values()], added, changed, problems };
}

function pick(creator: SavedCreator, fields: ReadonlySet<keyof SavedCreator>): Partial<SavedCreator> {
  return Object.fromEntries([...fields].map((field) => [field, creator[field]]));
}
