import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Context } from '#cli/context.ts';
import { oneLine } from '#cli/output/text/format.ts';
import type { Platform } from '#domain/platform.ts';
import { PLATFORMS } from '#domain/platform.ts';

/** Asks on the terminal which platform it is; `null` for an answer that is none. Rejects with the signal's reason. */
export async function askPlatform(
  reason: string,
  { stdin, output, signal }: Pick<Context, 'stdin' | 'output' | 'signal'>,
): Promise<Platform | null> {
  output.ask(`${oneLine(reason)}.\nPlatform: `);
  const reader = createInterface({ input: stdin(), terminal: false });
  try {
    const closed = once(reader, 'close', { signal }).then(() => ['']);
    const [answer] = (await Promise.race([once(reader, 'line', { signal }), closed])) as [string];
    const word = answer.trim().toLowerCase();
    return PLATFORMS.find((platform) => platform === word) ?? null;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    reader.close();
  }
}
