/** The cells of one row, and where it ends. */
export interface ParsedRow {
  kind: 'row';
  cells: string[];
  /** Where the next row begins. */
  next: number;
  /** Line ends within quoted cells. */
  innerLines: number;
}

/**
 * `open`: the text ends in a quoted cell, or `limit` is reached. `broken`: a cell of several lines is closed in the
 * middle of a word, which says that the quote before it was never closed.
 */
export type ParseResult = ParsedRow | { kind: 'open' } | { kind: 'broken'; at: number };

const LF = '\n';
const QUOTE = '"';

export interface ParseOptions {
  delimiter: string;
  maxCells: number;
  /** Where a row must have ended. */
  limit: number;
}

/**
 * Reads the row that begins at `from`. As in RFC 4180 a quote opens a cell at its beginning and is doubled within; a quote
 * elsewhere stands for itself, and so do those of a cell that continues after its closing quote.
 */
export function parseRow(
  text: string,
  from: number,
  { delimiter, maxCells, limit }: ParseOptions,
): ParseResult {
  const cells: string[] = [];
  let innerLines = 0;
  for (let at = from; ; ) {
    const start = skipBlanks(text, at, delimiter);
    if (text[start] === QUOTE) {
      const quoted = readQuoted(text, start, limit);
      if (quoted === null) {
        if (start === at) return { kind: 'open' };
      } else {
        const { value, end, lines } = quoted;
        const after = skipBlanks(text, end, delimiter);
        const next = text[after];
        const isClosed = next === undefined || next === delimiter || next === LF || isCrLf(text, after);
        // A quote that follows a blank opens a cell only if it also closes one, on the same line.
        if (isClosed && (start === at || lines === 0)) {
          innerLines += lines;
          cells.push(value);
          if (next === delimiter) {
            if (cells.length > maxCells) return toLineEnd(text, after, cells, innerLines);
            at = after + 1;
            continue;
          }
          return toLineEnd(text, after, cells, innerLines);
        }
        if (lines > 0 && start === at) return { kind: 'broken', at: end };
      }
    }
    const lineEnd = endOfLine(text, start);
    const line = text.slice(at, lineEnd);
    const cut = line.indexOf(delimiter);
    if (cut === -1) {
      cells.push(trimCr(line));
      return { kind: 'row', cells, next: Math.min(lineEnd + 1, text.length), innerLines };
    }
    cells.push(line.slice(0, cut));
    if (cells.length > maxCells) return toLineEnd(text, at, cells, innerLines);
    at += cut + 1;
  }
}

/** The value of the quoted cell whose opening quote is at `start`, and where it ends; `null` when it is not closed. */
function readQuoted(
  text: string,
  start: number,
  limit: number,
): { value: string; end: number; lines: number } | null {
  let value = '';
  for (let from = start + 1; ; ) {
    const quote = text.indexOf(QUOTE, from);
    if (quote === -1 || quote > limit) return null;
    value += text.slice(from, quote);
    if (text[quote + 1] !== QUOTE) return { value, end: quote + 1, lines: countLines(value) };
    value += QUOTE;
    from = quote + 2;
  }
}

function toLineEnd(text: string, at: number, cells: string[], innerLines: number): ParsedRow {
  return { kind: 'row', cells, next: Math.min(endOfLine(text, at) + 1, text.length), innerLines };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf(LF, from);
  return end === -1 ? text.length : end;
}

function skipBlanks(text: string, from: number, delimiter: string): number {
  let at = from;
  while (text[at] === ' ' || (text[at] === '\t' && delimiter !== '\t')) at++;
  return at;
}

function isCrLf(text: string, at: number): boolean {
  return text[at] === '\r' && (text[at + 1] === LF || at + 1 === text.length);
}

export function trimCr(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf(LF); at !== -1; at = text.indexOf(LF, at + 1)) lines++;
  return lines;
}
