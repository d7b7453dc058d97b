import { InputFault } from '../input-fault.ts';
import type { Row } from '../row.ts';
import { MAX_COLUMNS, MAX_ROW_BYTES, TOO_LONG } from '../row.ts';

/** Puts the cells of a row in their columns. */
export interface RowBuilder {
  /** `column` from 0; the next one by default. */
  set(value: string, column?: number): void;
  skip(columns: number): void;
  /** The row that was built, without empty cells at its end. */
  take(line: number): Row;
}

/** Throws `InputFault` for a cell beyond the last column of a spreadsheet. */
export function createRowBuilder(name: string): RowBuilder {
  let cells: string[] = [];
  let next = 0;
  let chars = 0;
  return {
    set(value, column = next) {
      if (!(column < MAX_COLUMNS)) {
        throw new InputFault('too_many_columns', `${name} has more than 16,384 columns`, {
          text: 'keep only the columns that describe the profiles, then import the file',
        });
      }
      next = column + 1;
      if (value === '') return;
      chars += value.length;
      if (chars > MAX_ROW_BYTES) return;
      while (cells.length < column) cells.push('');
      cells[column] = value;
    },
    skip(columns) {
      next += columns;
    },
    take(line) {
      const row: Row =
        chars > MAX_ROW_BYTES
          ? { kind: 'rejected', line, reason: TOO_LONG }
          : cells.some((cell) => cell.trim() !== '')
            ? { kind: 'value', line, value: cells }
            : { kind: 'skipped', line };
      cells = [];
      next = 0;
      chars = 0;
      return row;
    },
  };
}
