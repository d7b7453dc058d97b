import type { Row } from '../row.ts';
import { MAX_COLUMNS, MAX_ROW_BYTES, TOO_LONG, TOO_MANY_CELLS } from '../row.ts';
import { countLines, parseRow, trimCr } from './parse-row.ts';

/** Cuts text into rows of cells. Memory is bounded by the longest row that is allowed. */
export interface RowCutter {
  /** Takes whole lines, in their order. */
  add(lines: string): Row[];
  /** A line that was too long to be kept comes next. */
  addOverlong(): Row[];
  end(): Row[];
}

const UNCLOSED = 'a quoted cell is never closed';
const PART = 'part of a quoted cell that is never closed';
const MISMATCH = 'its quotes do not match';

/**
 * A quote that is never closed costs its own row: the lines behind it are read again, one by one. It is noticed at the end
 * of the input, at `MAX_ROW_BYTES`, where the next quote is in the middle of a word, and where the row has another
 * number of cells than most while a line within it has as many. Every line is read three times at most.
 */
export function createRowCutter(delimiter: string): RowCutter {
  const options = { delimiter, maxCells: MAX_COLUMNS, limit: Number.POSITIVE_INFINITY };
  const widths = createWidths();
  let line = 1;
  /** Text from the beginning of a row that is not complete. */
  let pending = '';
  /** Length of `pending` from which on it is worth trying again. */
  let retryAt = 0;

  const toRow = (rowLine: number, cells: string[]): Row => {
    if (cells.length > MAX_COLUMNS) return { kind: 'rejected', line: rowLine, reason: TOO_MANY_CELLS };
    if (cells.every((cell) => cell.trim() === '')) return { kind: 'skipped', line: rowLine };
    widths.count(cells.length);
    return { kind: 'value', line: rowLine, value: cells };
  };

  /** One line by itself, where cells of several lines cannot be trusted. */
  const toLoneRow = (text: string): Row => {
    const rowLine = line++;
    const result = parseRow(text, 0, options);
    if (result.kind !== 'row') return { kind: 'rejected', line: rowLine, reason: UNCLOSED };
    const usual = widths.usual();
    const isBlank = result.cells.every((cell) => cell.trim() === '');
    if (!isBlank && usual > 1 && result.cells.length !== usual) {
      return { kind: 'rejected', line: rowLine, reason: PART };
    }
    return toRow(rowLine, result.cells);
  };

  /** Gives up the row at the beginning of `region`, and reads the other lines of `region` by themselves. */
  const recover = (region: string, reason: string, rows: Row[]): void => {
    const lines = splitLines(region);
    rows.push({ kind: 'rejected', line, reason });
    line++;
    for (const text of lines.slice(1)) rows.push(toLoneRow(text));
  };

  const isSwallowing = (region: string, cells: string[]): boolean => {
    const usual = widths.usual();
    if (usual < 2 || cells.length === usual) return false;
    return splitLines(region)
      .slice(1)
      .some((text) => {
        const result = parseRow(text, 0, options);
        return result.kind === 'row' && result.cells.length === usual;
      });
  };

  /** Reads what can be read of `text`; answers what is left: the beginning of a row. */
  const cut = (text: string, isLast: boolean, rows: Row[]): string => {
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      if (quote !== -1 && quote < at) quote = text.indexOf('"', at);
      const lineEnd = text.indexOf('\n', at);
      const end = lineEnd === -1 ? text.length : lineEnd;
      if (quote === -1 || quote >= end) {
        const plain = trimCr(text.slice(at, end));
        rows.push(toRow(line++, plain.split(delimiter, MAX_COLUMNS + 1)));
        at = end + 1;
        continue;
      }
      const limit = at + MAX_ROW_BYTES;
      const result = parseRow(text, at, { ...options, limit });
      if (result.kind === 'row') {
        const region = text.slice(at, result.next);
        if (result.innerLines > 0 && isSwallowing(region, result.cells)) recover(region, UNCLOSED, rows);
        else {
          const usual = widths.usual();
          const odd = usual > 1 && result.cells.length !== usual && hasInnerQuote(result.cells);
          rows.push(odd ? { kind: 'rejected', line, reason: MISMATCH } : toRow(line, result.cells));
          line += result.innerLines + 1;
        }
        at = result.next;
        continue;
      }
      if (result.kind === 'open' && !isLast && text.length <= limit) return text.slice(at);
      // Up to where the row was followed, and not into the middle of a line.
      const followed = result.kind === 'broken' ? result.at : Math.min(limit, text.length);
      const isEnd = result.kind === 'open' && isLast && text.length <= limit;
      const regionEnd = isEnd ? text.length : Math.max(text.lastIndexOf('\n', followed - 1), end) + 1;
      recover(text.slice(at, regionEnd), UNCLOSED, rows);
      at = regionEnd;
    }
    return '';
  };

  return {
    add(lines) {
      pending += lines;
      if (pending.length < retryAt) return [];
      const rows: Row[] = [];
      pending = cut(pending, false, rows);
      retryAt = pending.length * 2;
      return rows;
    },
    addOverlong() {
      const rows: Row[] = [];
      const open = cut(pending, false, rows);
      pending = '';
      retryAt = 0;
      const lines = countLines(open);
      if (lines > 1) recover(open, UNCLOSED, rows);
      // The row of this line began on the line before.
      rows.push({ kind: 'rejected', line, reason: TOO_LONG });
      line += lines === 1 ? 2 : 1;
      return rows;
    },
    end() {
      const rows: Row[] = [];
      cut(pending, true, rows);
      pending = '';
      return rows;
    },
  };
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A cell that went on behind its closing quote. */
function hasInnerQuote(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.startsWith('"'));
}

/** How many cells rows have. */
function createWidths(): { count(width: number): void; usual(): number } {
  const times = new Map<number, number>();
  let usual = 0;
  return {
    count(width) {
      const seen = (times.get(width) ?? 0) + 1;
      times.set(width, seen);
      const best = times.get(usual) ?? 0;
      if (width !== usual && (seen > best || (seen === best && width > usual))) usual = width;
    },
    usual: () => usual,
  };
}
