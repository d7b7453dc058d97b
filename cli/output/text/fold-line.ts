/**
 * Breaks a line between words so that no part is wider than `width` cells. Spaces at the start, and two or more in a row, stay. A
 * character outside ASCII counts as two cells: the exact width needs tables that a command does not load at its start.
 */
export function foldLine(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const line = lines.at(-1);
    if (line === undefined || maxCells(line) + 1 + maxCells(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** The most cells that `text` can take in a terminal. */
export function maxCells(text: string): number {
  return text.length + (text.match(/[^\x20-\x7e]/g)?.length ?? 0);
}
