import { UserError } from '#cli/errors.ts';
import { askLine } from './ask-line.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks on the terminal for one of several things, by number. `describe` puts one on a line. Throws a `UserError` with `code`
 * for any other answer; rejects with the signal's reason.
 */
export async function askChoice<T>(
  things: readonly T[],
  describe: (thing: T) => string,
  code: string,
  terminal: Terminal,
): Promise<T> {
  const lines = things.map((thing, index) => `  ${index + 1}  ${describe(thing)}\n`).join('');
  const answer = await askLine(`Several match:\n${lines}Number (1-${things.length}): `, terminal);
  const chosen = /^\d+$/.test(answer) ? things[Number(answer) - 1] : undefined;
  if (chosen !== undefined) return chosen;
  throw new UserError(`Expected a number from 1 to ${things.length}`, {
    code,
    hint: { text: `answer with a number from 1 to ${things.length}` },
  });
}
