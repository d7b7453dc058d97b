import type { DeadLetters } from '#contract/queues.ts';
import type { Output } from '../output.ts';
import { formatBytes, formatCount, oneLine } from '../text/format.ts';
import { plainText } from '../text/safe-text.ts';
import { ago } from './render-dead.ts';

/** Characters of one message that a terminal shows. */
const MAX_ON_TERMINAL = 4_000;

/** One dead letter: why it failed, and its message; JSON is indented. */
export function renderDeadBody(
  letter: DeadLetters['dead'][number] & { queue: string },
  { tty }: Pick<Output, 'tty'>,
  now: number,
): string {
  const { id, queue, died_at, attempts, reason, bytes, body = '' } = letter;
  const text = plainText(layOut(body));
  const shown = tty ? text.slice(0, MAX_ON_TERMINAL) : text;
  const rest = text.length - shown.length;
  return [
    `id        ${oneLine(id)}`,
    `queue     ${queue}`,
    `died      ${died_at} (${ago(died_at, now)}), after ${formatCount(attempts)} attempt${attempts === 1 ? '' : 's'}`,
    `reason    ${oneLine(reason)}`,
    `size      ${formatBytes(bytes)}`,
    shown,
    ...(rest > 0 ? [`… ${formatCount(rest)} more characters; use -o json to see all`] : []),
    '',
  ].join('\n');
}

function layOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
