import type { Hint, Wording } from '#cli/hint.ts';
import { foldLine, maxCells } from './fold-line.ts';
import { plainText } from './safe-text.ts';

export interface Room {
  /** Cells; infinite if the output is not a terminal. */
  width: number;
  words: Wording;
}

/** `LABEL TEXT: COMMAND`. If this is too wide, the text is folded, and the command gets its own line and is never split. */
export function foldHint(label: string, hint: Hint, { width, words }: Room): string[] {
  const text = plainText(words.hint(hint));
  const whole = label === '' ? text : `${label} ${text}`;
  if (maxCells(whole) <= width || text.includes('\n')) return [whole];
  const command = plainText(words.hint({ ...hint, text: '' }));
  if (command === '') return foldLine(whole, width);
  if (!hint.text) return [whole];
  const start = label === '' ? '' : `${label} `;
  return [...foldLine(`${start}${plainText(hint.text)}:`, width), `  ${command}`];
}
