/** Of equal ones the first: a comma is also what many write in numbers. */
const DELIMITERS = ['\t', ';', '|', ','] as const;
const MAX_LINES = 200;

/** What the first lines of delimited text say of it. */
export interface Dialect {
  delimiter: string;
  /** The first line is `sep=…`, which spreadsheets write for each other. */
  hasSepLine: boolean;
}

/** The delimiter that the most lines have the same number of times, outside quotes. */
export function guessDialect(text: string): Dialect {
  const sep = /^"?sep=(.)"?[,;\t|]*\r?(?:\n|$)/i.exec(text);
  if (sep?.[1] !== undefined) return { delimiter: sep[1], hasSepLine: true };
  const lines = text
    .split('\n', MAX_LINES)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, '').trimEnd())
    .filter((line) => line !== '' && !line.includes('"'));
  const best = DELIMITERS.map((delimiter) => ({ delimiter, score: score(lines, delimiter) })).reduce(
    (one, other) => (other.score > one.score ? other : one),
  );
  return { delimiter: best.delimiter, hasSepLine: false };
}

function score(lines: readonly string[], delimiter: string): number {
  const shares = new Map<number, number>();
  for (const line of lines) {
    const count = line.split(delimiter).length - 1;
    if (count > 0) shares.set(count, (shares.get(count) ?? 0) + 1);
  }
  // Among lines of equal agreement the delimiter that cuts finer wins: `1,5;2,5` has two commas and one semicolon less.
  return Math.max(0, ...[...shares].map(([count, times]) => times * Math.sqrt(count)));
}
