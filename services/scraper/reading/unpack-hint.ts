import type { Hint } from '#contract/hint/hint.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';

/**
 * Unpacks the input `name` with another program, and imports what it writes. `unpack` returns the words of that program for a
 * file. If the input is not a file on disk, such as a file in an archive, the user has to unpack it first.
 */
export function unpackHint(name: string, unpack: (file: string) => readonly string[]): Hint {
  const file = fileOf(name);
  if (file === null) return { text: 'unpack it first, and import its files' };
  return { pipe: quoteShell(unpack(file)), command: ['import', '-'] };
}

/** The path that another program can open; `null` for standard input, an address, and a file in an archive. */
export function fileOf(name: string): string | null {
  if (name === '-' || /^[a-z][a-z+.-]*:\/\//i.test(name) || /\.(?:zip|gz|zst|xlsx|ods)\//i.test(name))
    return null;
  return name.startsWith('-') ? `./${name}` : name;
}
