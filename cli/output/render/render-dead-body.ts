import type { DeadLetters } from '#contract/queues.ts';
import type { Output } from '../output.ts';
import { formatBytes, formatCount, oneLine, withoutControls } from '../text/format.ts';
import { ago } from './render-dead.ts';

/** A terminal is shown no more of one body. */
const MOST_ON_A_TERMINAL = 4_000;

/** One dead letter: why it was given up, and what it says; JSON is laid out. */
export function renderDeadBody(
  letter: DeadLetters['dead'][number] & { queue: string },
  { tty }: Pick<Output, 'tty'>,
  now: number,
): string {
  const { id, queue, died_at, attempts, reason, bytes, body = '' } = letter;
  const text = withoutControls(layOut(body));
  const shown = tty ? text.slice(0, MOST_ON_A_TERMINAL) : text;
  const rest = text.length - shown.length;
  return [
    `id        ${oneLine(id)}`,
    `queue     ${queue}`,
    `died      ${died_at} (${ago(died_at, now)}), after ${formatCount(attempts)} attempt${attempts === 1 ? '' : 's'}`,
    `reason    ${oneLine(reason)}`,
    `size      ${formatBytes(bytes)}`,
    shown,
    ...(rest > 0 ? [`… ${formatCount(rest)} characters more; -o json has them all`] : []),
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
