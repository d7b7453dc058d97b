import type { Hint, Wording } from '#cli/hint.ts';
import type { EventSink } from '../events/events.ts';
import { jsonText } from '../text/safe-text.ts';
import type { Writer } from '../writer.ts';

/** Fields that hold a hint. */
const HINTS: ReadonlySet<string> = new Set(['fix', 'hint']);

/** One event per line, for programs. */
export function createJsonSink(stdout: Writer, words: Wording): EventSink {
  const render = (key: string, value: unknown): unknown =>
    HINTS.has(key) && value !== null ? words.hint(value as Hint) : value;
  return {
    emit: (event) => void stdout.write(`${jsonText(JSON.stringify(event, render))}\n`),
    close: () => {},
  };
}
