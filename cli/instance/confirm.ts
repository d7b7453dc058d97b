import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The terminal, as far as a question needs it. */
export interface Terminal {
  stdin: () => NodeJS.ReadableStream & { isTTY?: boolean };
  output: { ask(text: string): void };
  signal: AbortSignal;
}

/** Asks on the terminal; only `y` or `yes` is agreement. Rejects with the signal's reason. */
export async function confirm(question: string, { stdin, output, signal }: Terminal): Promise<boolean> {
  output.ask(`${question} [y/N] `);
  const reader = createInterface({ input: stdin(), terminal: false });
  try {
    const closed = once(reader, 'close', { signal }).then(() => ['']);
    const [answer] = (await Promise.race([once(reader, 'line', { signal }), closed])) as [string];
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    reader.close();
  }
}
