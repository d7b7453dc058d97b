import { isUnknownWord } from '../reading/fields/unknown-words.ts';
import type { Assignment, Column } from './column.ts';
import type { Field } from './field.ts';
import { isHandle } from './handle.ts';

const MOST = 0.8;
const HALF = 0.5;

/** Decides between handles and display names: by the header where one is clear, else by the values. */
export function assignPerson(columns: readonly Column[], assigned: Assignment[]): void {
  const set = (column: Column, field: Field, why: string) => {
    assigned[column.index] = { field, why, contradicted: assigned[column.index]?.contradicted ?? false };
  };
  const of = (field: Field) => columns.filter(({ index }) => assigned[index]?.field === field);
  const weak = columns.filter(({ header }) => header?.meaning === 'name');
  const free = columns.filter(
    ({ index, header }) =>
      assigned[index]?.field === null &&
      (header === null || assigned[index]?.contradicted || header.meaning === 'name'),
  );
  const strong = of('username');
  const showNames = (rest: readonly Column[]) => {
    for (const column of rest) set(column, 'display_name', 'its name');
  };
  if (strong.length > 0) {
    showNames(weak);
    return;
  }
  const marked = [...free, ...of('display_name')].find(({ evidence }) => evidence.atNames >= MOST);
  if (marked !== undefined) {
    set(marked, 'username', 'its values begin with @');
    showNames(weak.filter((column) => column !== marked));
    return;
  }
  if (columns.some(({ evidence }) => evidence.profileAddresses >= HALF)) {
    showNames(weak);
    return;
  }
  const best = mostLikeHandles(weak, of('display_name').length > 0 || of('native_id').length > 0);
  if (best !== null) {
    set(best, 'username', 'its values look like handles');
    showNames(weak.filter((column) => column !== best));
    return;
  }
  if (weak.length > 0 || of('display_name').length > 0 || of('native_id').length > 0) {
    showNames(weak);
    return;
  }
  const guess = free.find(
    ({ evidence }) =>
      evidence.filled > 0 &&
      evidence.handles >= 0.9 &&
      evidence.handleStyle >= 0.6 &&
      evidence.numbers < HALF &&
      evidence.platforms < HALF &&
      evidence.countries < HALF &&
      evidence.addresses < HALF &&
      evidence.distinct / evidence.filled >= HALF,
  );
  if (guess !== undefined) set(guess, 'username', 'its values look like handles');
}

/** Of columns that all name the person the one that holds handles; `null` when it is not clear. */
function mostLikeHandles(columns: readonly Column[], hasOther: boolean): Column | null {
  const usable = columns.filter(({ evidence }) => evidence.filled > 0);
  if (usable.length < 2) {
    const [only] = usable;
    if (only === undefined) return null;
    return only.evidence.handles >= (hasOther ? 0.6 : 0.7) && only.evidence.handleStyle >= 0.6 ? only : null;
  }
  const scored = usable.map((column) => ({ column, ...likenessAgainst(column, usable) }));
  const [best, second] = scored.sort((a, b) => b.handles - a.handles || b.style - a.style);
  if (best === undefined || second === undefined || best.handles < 0.6) return null;
  return best.handles - second.handles >= 0.1 || best.style - second.style >= 0.1 ? best.column : null;
}

/** How much the column is like handles in the rows where it says something else than the others. */
function likenessAgainst(column: Column, all: readonly Column[]): { handles: number; style: number } {
  const others = all.filter((one) => one !== column);
  const own = column.values.flatMap((value, i) => {
    if (typeof value !== 'string' || isUnknownWord(value)) return [];
    return others.some(({ values }) => values[i] === value) ? [] : [value.trim()];
  });
  // Lists that repeat the name where there is no handle say nothing in those rows.
  const texts = own.length > 0 ? own : column.values.filter((value) => typeof value === 'string');
  const share = (test: (text: string) => boolean) =>
    texts.length === 0 ? 0 : texts.filter(test).length / texts.length;
  return {
    handles: share((text) => isHandle(text.replace(/^@/, ''), true)),
    style: share((text) => isHandle(text) && (/[\d._]/.test(text) || text === text.toLowerCase())),
  };
}
