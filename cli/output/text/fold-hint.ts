import type { Hint, Wording } from '#cli/hint.ts';
import { foldLine, maxCells } from './fold-line.ts';
import { plainText } from './safe-text.ts';

export interface Room {
  /** Cells; infinite if the output is not a terminal. */
  width: number;
  words: Wording;
}

/**
 * `LABEL TEXT: COMMAND`. If this is too wide, the text is folded, and the command gets its own line. If that is too wide as well,
 * the command continues on further lines after a backslash, so that it can be pasted into a shell.
 */
export function foldHint(label: string, hint: Hint, { width, words }: Room): string[] {
  const text = plainText(words.hint(hint));
  const whole = label === '' ? text : `${label} ${text}`;
  if (maxCells(whole) <= width || text.includes('\n')) return [whole];
  const command = plainText(words.hint({ ...hint, text: '' }));
  if (command === '') return foldLine(whole, width);
  const start = label === '' ? '' : `${label} `;
  const heading = hint.text ? `${start}${plainText(hint.text)}:` : label;
  return [...(heading === '' ? [] : foldLine(heading, width)), ...foldCommand(command, width)];
}

/** The words of a shell; a space in quotes or after a backslash does not end a word. */
const SHELL_WORD = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs;

function foldCommand(command: string, width: number): string[] {
  const words = command.match(SHELL_WORD) ?? [];
  if (maxCells(command) + 2 <= width || words.join(' ') !== command) return [`  ${command}`];
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined) lines.push(`  ${word}`);
    else if (maxCells(`${line} ${word} \\`) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}
