import type { Hint } from '#contract/hint/hint.ts';
import { renderHint } from '#contract/hint/hint.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';

export type { Hint };

/** Puts hints and commands into the words in which this command line was started. */
export interface Wording {
  /** A command of influscope, ready to be pasted. */
  command(args: readonly string[]): string;
  hint(hint: Hint): string;
}

/**
 * `started` is what is typed instead of `influscope`. `named` is the instance that was named on this command line alone: a
 * command without it would be about another one.
 */
export function createWording(started: string, named: () => string | undefined): Wording {
  const command = (args: readonly string[]): string => {
    const [verb = '', ...rest] = args;
    // `ls` is about all instances.
    const name = verb === 'ls' || args.includes('--name') ? undefined : named();
    return `${started} ${quoteShell([verb, ...(name === undefined ? [] : ['--name', name]), ...rest])}`;
  };
  return { command, hint: (hint) => renderHint(hint, command) };
}
