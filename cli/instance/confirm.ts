import { askLine } from './ask-line.ts';
import type { Terminal } from './terminal.ts';

/** Asks on the terminal; only `y` or `yes` is agreement. Rejects with the signal's reason. */
export async function confirm(question: string, terminal: Terminal): Promise<boolean> {
  return /^y(?:es)?$/i.test(await askLine(`${question} [y/N] `, terminal));
}
