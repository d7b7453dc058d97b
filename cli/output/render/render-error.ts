import { Chalk } from 'chalk';
import { indentLines, plainText } from '../text/safe-text.ts';

/** The error, and one thing to try. */
export function renderError({
  message,
  hint,
  color,
}: {
  message: string;
  hint: string | undefined;
  color: boolean;
}): string {
  const style = new Chalk({ level: color ? 1 : 0 });
  return `${style.red('error:')} ${indentLines(plainText(message))}\n${hint === undefined ? '' : `${style.dim('try:')} ${plainText(hint)}\n`}`;
}
