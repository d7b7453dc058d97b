import { quoteShell } from '#lib/quote-shell.ts';

/** What a person can try, as data. `Wording` renders it where it is shown. */
export interface Hint {
  /** What to do, or what the command does. */
  text?: string;
  /** Commands of other programs that run first: as words, or as a line that is already quoted. */
  shell?: readonly (string | readonly string[])[];
  /** Arguments of influscope: `['up', '--target', 'eks']`. A word in capitals, as `NAME`, stands for a value. */
  command?: readonly string[];
}

/** Puts hints and commands into the words in which this command line was started. */
export interface Wording {
  /** A command of influscope, ready to be pasted. */
  command(args: readonly string[]): string;
  /** `TEXT: COMMAND`, or the one of the two that there is. */
  hint(hint: Hint | string): string;
}

/**
 * `started` is what is typed instead of `influscope`. `named` is the instance that was named on this command line alone: a
 * command without it would be about another one.
 */
export function createWording(started: string, named: () => string | undefined): Wording {
  const command = (args: readonly string[]): string => {
    const [verb = '', ...rest] = args;
    const name = args.includes('--name') ? undefined : named();
    return `${started} ${quoteShell([verb, ...(name === undefined ? [] : ['--name', name]), ...rest])}`;
  };
  return {
    command,
    hint(hint) {
      const { text, shell = [], command: own } = typeof hint === 'string' ? readHint(hint) : hint;
      const steps = shell.map((step) => (typeof step === 'string' ? step : quoteShell(step)));
      if (own) steps.push(command(own));
      return [...(text === undefined ? [] : [text]), ...(steps.length > 0 ? [steps.join(' && ')] : [])].join(
        ': ',
      );
    },
  };
}

/** A hint that a service sent: `[SHELL && ]influscope WORDS[; TEXT]`, or only text. */
export function readHint(line: string): Hint {
  const [, before, words, text] =
    /^(?:(.+) && )?influscope ((?:[\w@./=:,-]+ ?)+)(?:; (.+))?$/s.exec(line) ?? [];
  if (words === undefined) return { text: line };
  return {
    ...(text !== undefined && { text }),
    ...(before !== undefined && { shell: [before] }),
    command: words.trim().split(/\s+/),
  };
}
