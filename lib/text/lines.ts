/** Collects chunks and hands out whole lines, without their ends (`\n` or `\r\n`). */
export interface LineSplitter {
  /** The lines that this chunk completes. */
  push(chunk: string | Uint8Array): string[];
  /** What follows the last line end; `[]` when nothing does. Call it once, after the last chunk. */
  end(): string[];
}

/** In UTF-16 units. A longer line is an error, so that a stream without line ends cannot fill the memory. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

export interface LineOptions {
  maxLength?: number;
}

/** Splits text, or UTF-8 bytes in chunks that may cut a character. Throws a `RangeError` for a line that is too long. */
export function createLineSplitter({ maxLength = MAX_LINE_LENGTH }: LineOptions = {}): LineSplitter {
  const decoder = new TextDecoder();
  let rest = '';
  const add = (text: string): string[] => {
    const lines = text.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? '';
    if (rest.length > maxLength) throw new RangeError(`A line is longer than ${maxLength} characters`);
    return lines.map(withoutReturn);
  };
  return {
    push: (chunk) => add(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })),
    end() {
      const lines = add(decoder.decode());
      if (rest !== '') lines.push(withoutReturn(rest));
      rest = '';
      return lines;
    },
  };
}

/** The lines of a stream of text or UTF-8 bytes, empty ones included. */
export async function* readLines(
  chunks: AsyncIterable<string | Uint8Array>,
  options?: LineOptions,
): AsyncGenerator<string> {
  const splitter = createLineSplitter(options);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
