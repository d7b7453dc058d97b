import { quoteShell } from '#lib/text/quote-shell.ts';

/** What a person can try, as data. It becomes text where it is shown. */
export interface Hint {
  /** What to do, or what the command does. */
  text?: string;
  /** Commands of other programs that run first: as words, or as a line that is already quoted. */
  shell?: readonly (string | readonly string[])[];
  /** A command line of other programs whose output `command` reads. */
  pipe?: string;
  /** Arguments of influscope that work without changes and contain no placeholder: `['up', '--target', 'eks']`. */
  command?: readonly string[];
}

/** `TEXT: COMMANDS`, or the one of the two that there is. `toLine` renders arguments of influscope. */
export function renderHint(
  { text, shell = [], pipe, command }: Hint,
  toLine = (args: readonly string[]) => `influscope ${quoteShell(args)}`,
): string {
  const steps = shell.map((step) => (typeof step === 'string' ? step : quoteShell(step)));
  if (command) steps.push(pipe === undefined ? toLine(command) : `${pipe} | ${toLine(command)}`);
  const line = steps.join(' && ');
  return [text, line].filter((part) => part).join(': ');
}
