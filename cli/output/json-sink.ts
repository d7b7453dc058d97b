import type { EventSink } from './events.ts';
import type { Writer } from './output.ts';

/** One event a line, for programs. */
export function createJsonSink(stdout: Writer): EventSink {
  return {
    emit: (event) => void stdout.write(`${JSON.stringify(event)}\n`),
    close: () => {},
  };
}
