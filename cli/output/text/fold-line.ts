const INDENT = '  ';

/**
 * Breaks a line between words so that no part is wider than `width` cells; later parts are indented. Spaces at the start,
 * and two or more in a row, are kept. A word wider than the line is not split, so that paths can be copied. A character outside ASCII counts as two
 * cells: the exact width needs tables that a command does not load at its start.
 */
export function foldLine(text: string, width: number, indent = INDENT): string[] {
  if (maxCells(text) <= width) return [text];
  const lines: string[] = [];
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const line = lines.at(-1);
    if (line === undefined) lines.push(word);
    else if (maxCells(line) + 1 + maxCells(word) > width) lines.push(indent + word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** A text of several lines, each folded. */
export function foldText(text: string, width: number, indent = INDENT): string[] {
  return text.split('\n').flatMap((line) => foldLine(line, width, indent));
}

const STYLE = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

/** The most cells that `text` can take in a terminal. */
export function maxCells(text: string): number {
  const shown = text.replace(STYLE, '');
  return shown.length + (shown.match(/[^\x20-\x7e]/g)?.length ?? 0);
}
