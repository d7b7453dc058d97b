import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Terminal } from './terminal.ts';

/** Asks on the terminal and resolves with the trimmed answer, '' at the end of input. Rejects with the signal's reason. */
export async function askLine(question: string, { stdin, output, signal }: Terminal): Promise<string> {
  output.ask(question);
  const reader = createInterface({ input: stdin(), terminal: false });
  try {
    const closed = once(reader, 'close', { signal }).then(() => ['']);
    const [answer] = (await Promise.race([once(reader, 'line', { signal }), closed])) as [string];
    return answer.trim();
  } catch (error) {
    // An error that follows starts on a line of its own.
    output.ask('\n');
    signal.throwIfAborted();
    throw error;
  } finally {
    reader.close();
  }
}
