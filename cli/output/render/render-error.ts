import { Chalk } from 'chalk';
import type { Hint } from '#cli/hint.ts';
import type { Room } from '../text/fold-hint.ts';
import { foldHint } from '../text/fold-hint.ts';
import { foldText } from '../text/fold-line.ts';
import { indentLines, plainText } from '../text/safe-text.ts';

/** The error, and one thing to try. */
export function renderError({
  message,
  hint,
  color,
  room,
}: {
  message: string;
  hint: Hint | undefined;
  color: boolean;
  room: Room;
}): string {
  const style = new Chalk({ level: color ? 1 : 0 });
  const lines = [
    ...foldText(`${style.red('error:')} ${indentLines(plainText(message))}`, room.width),
    ...(hint === undefined ? [] : foldHint(style.dim('try:'), hint, room)),
  ];
  return `${lines.join('\n')}\n`;
}
