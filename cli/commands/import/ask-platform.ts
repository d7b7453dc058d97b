import type { Context } from '#cli/context.ts';
import { askLine } from '#cli/instance/ask-line.ts';
import { oneLine } from '#cli/output/text/format.ts';
import type { Platform } from '#domain/platform.ts';
import { PLATFORMS } from '#domain/platform.ts';

/** Asks on the terminal which platform it is; `null` for an answer that is none. Rejects with the signal's reason. */
export async function askPlatform(
  reason: string,
  terminal: Pick<Context, 'stdin' | 'output' | 'signal'>,
): Promise<Platform | null> {
  const word = (await askLine(`${oneLine(reason)}.\nPlatform: `, terminal)).toLowerCase();
  return PLATFORMS.find((platform) => platform === word) ?? null;
}
