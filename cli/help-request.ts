import type { CommandDescription } from './command-description.ts';
import { GLOBAL_OPTIONS, outputOptions } from './global-options.ts';

/** A request for help; `topic` is the word that it is about, `null` for the list of all commands. */
export interface HelpRequest {
  topic: string | null;
}

/**
 * Finds `help`, `--help` and `-h` wherever they stand: `help search`, `search --help`, `--help search`, `search -h x`. Words
 * after `--` and values of options are no request. Without one, `null`.
 */
export function readHelpRequest(
  argv: readonly string[],
  commands: readonly CommandDescription[],
): HelpRequest | null {
  if (!argv.some((word) => /^(?:help|--help|-h)$/i.test(word))) return null;
  const words = wordsOf(argv, commands);
  const [first, second] = words.filter(({ isOption }) => !isOption).map(({ text }) => text);
  if (first?.toLowerCase() === 'help') return { topic: second ?? null };
  const asks = words.some(({ text, isOption }) => isOption && (text === '--help' || text === '-h'));
  return asks ? { topic: first ?? null } : null;
}

/** The first word that is neither an option nor the value of one: the command, if it is one. */
export function firstWord(
  argv: readonly string[],
  commands: readonly CommandDescription[],
): string | undefined {
  return wordsOf(argv, commands).find(({ isOption }) => !isOption)?.text;
}

interface Word {
  text: string;
  isOption: boolean;
}

/** The words of a command line before `--`, without the values of options. */
function wordsOf(argv: readonly string[], commands: readonly CommandDescription[]): Word[] {
  const takesValue = flagsWithValue(commands);
  const words: Word[] = [];
  let isValue = false;
  for (const text of argv) {
    if (isValue) isValue = false;
    else if (text === '--') break;
    else {
      words.push({ text, isOption: text.startsWith('-') && text !== '-' });
      isValue = takesValue.has(text);
    }
  }
  return words;
}

function flagsWithValue(commands: readonly CommandDescription[]): Set<string> {
  const all = [
    ...GLOBAL_OPTIONS,
    ...outputOptions(['json']),
    ...commands.flatMap(({ options }) => options ?? []),
  ];
  return new Set(
    all
      .filter(({ flags }) => flags.includes('<'))
      .flatMap(({ flags }) => flags.split('<')[0]?.match(/--?[a-z][a-z-]*/gi) ?? []),
  );
}
