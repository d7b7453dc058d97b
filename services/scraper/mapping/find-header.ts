import { parseAmount } from '../reading/fields/count.ts';
import { isHandle } from './handle.ts';
import { looksLikeAddress } from './profile-address.ts';
import { readHeader } from './read-header.ts';

/** The position of a table's header. */
export interface FoundHeader {
  /** Index of its first row among the rows that were looked at, and how many rows it has. */
  at: number;
  rows: number;
  /** The names of the columns, those of several rows joined. */
  names: string[];
}

/** Titles above a header are at most so many rows. */
const MAX_ABOVE = 20;

/**
 * Finds the header: the row with the most names that are known, above the data. `null` when there is none: the first
 * row holds data. Titles and blank rows may stand above it, and a second row of names below it.
 */
export function findHeader(rows: readonly (readonly string[])[]): FoundHeader | null {
  const found = bestRow(rows);
  if (found === null) return null;
  const names = [...(rows[found] as string[])];
  const below = rows[found + 1];
  if (
    below !== undefined &&
    rows.length > found + 2 &&
    isSecondRow(names, below, rows[found + 2] as string[])
  ) {
    return { at: found, rows: 2, names: joinNames(names, below) };
  }
  const above = rows[found - 1];
  if (above !== undefined && isGroupRow(above, names)) {
    return { at: found - 1, rows: 2, names: joinNames(spread(above, names.length), names) };
  }
  return { at: found, rows: 1, names };
}

function bestRow(rows: readonly (readonly string[])[]): number | null {
  let best: number | null = null;
  let most = 0;
  for (const [at, row] of rows.slice(0, MAX_ABOVE + 1).entries()) {
    const score = scoreOf(row);
    // Of equal rows the first one: a repeated header is further down.
    if (score > most) [best, most] = [at, score];
  }
  return best ?? headerByContrast(rows);
}

/** How many cells are names of columns; 0 for a row that holds data. */
function scoreOf(row: readonly string[]): number {
  const filled = row.filter((cell) => cell.trim() !== '');
  if (filled.length === 0 || filled.some(isData)) return 0;
  const known = filled.map((cell) => readHeader(cell)).filter((one) => one !== null);
  // One word among several cells may be a value that is a name too, such as a category called "Food & Sports videos".
  const enough =
    known.length >= 2 || (known.length === 1 && filled.length <= 2) || known.length / filled.length >= 0.5;
  return enough ? known.length : 0;
}

/** Can the cell not be the name of a column? */
function isData(cell: string): boolean {
  const text = cell.trim();
  if (/^@\w/.test(text) || looksLikeAddress(text) || text.length > 120) return true;
  return /\d/.test(text) && typeof parseAmount(text) === 'number';
}

/** Names that are not known, above columns of numbers or addresses that they do not look like. */
function headerByContrast(rows: readonly (readonly string[])[]): number | null {
  const at = rows.findIndex((row) => row.filter((cell) => cell.trim() !== '').length >= 2);
  const candidate = rows[at];
  const data = rows.slice(at + 1);
  if (candidate === undefined || data.length === 0 || candidate.some((cell) => isData(cell))) return null;
  const typed = candidate.filter((_, i) => {
    const values = data.map((row) => row[i]?.trim() ?? '').filter((value) => value !== '');
    return values.length > 0 && values.filter(isData).length / values.length >= 0.8;
  });
  return typed.length > 0 ? at : null;
}

/** A second row of names is between the first one and the data. */
function isSecondRow(names: readonly string[], below: readonly string[], next: readonly string[]): boolean {
  const filled = below.filter((cell) => cell.trim() !== '');
  if (
    filled.length === 0 ||
    filled.some(isData) ||
    !next.some((cell) => isData(cell) || isHandle(cell.trim()))
  )
    return false;
  const same = below.every((cell, i) => cell.trim() === (names[i] ?? '').trim());
  const known = filled.filter((cell) => readHeader(cell) !== null).length;
  return (
    !same &&
    known / filled.length >= 0.5 &&
    names.some((name) => name.trim() === '' || readHeader(name) === null)
  );
}

/** A row of groups above the header: some cells are blank, and none is data. */
function isGroupRow(above: readonly string[], names: readonly string[]): boolean {
  const filled = above.filter((cell) => cell.trim() !== '');
  if (filled.length < 2 || filled.length >= names.length || filled.some(isData)) return false;
  // It tells the columns apart that the header alone does not.
  return new Set(names).size < names.length;
}

/** A group's name is in its first column and applies up to the next name. */
function spread(row: readonly string[], length: number): string[] {
  let group = '';
  return Array.from({ length }, (_, i) => {
    if (row[i]?.trim()) group = row[i];
    return group;
  });
}

function joinNames(first: readonly string[], second: readonly string[]): string[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, i) =>
    [first[i], second[i]]
      .map((name) => name?.trim() ?? '')
      .filter((name) => name !== '')
      .join(' '),
  );
}
