import type { EventSink } from '../events/events.ts';
import type { Writer } from '../writer.ts';

/** One event a line, for programs. */
export function createJsonSink(stdout: Writer, word: (text: string) => string): EventSink {
  return {
    emit: (event) =>
      void stdout.write(`${JSON.stringify(event, (key, value) => wordOf(key, value, word))}\n`),
    close: () => {},
  };
}

/** Fields that tell a person what to do. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['fix', 'hint', 'message']);

function wordOf(key: string, value: unknown, word: (text: string) => string): unknown {
  return typeof value === 'string' && FOR_PEOPLE.has(key) ? word(value) : value;
}
