import type { CommanderError } from 'commander';
import { closest } from '#lib/text/closest.ts';
import type { CommandDefinition, GlobalOptions } from './command.ts';
import { correctOption, hasOption, longOptions } from './correct-option.ts';
import { UserError } from './errors.ts';
import { guessCommand } from './guesses.ts';
import type { HelpRequest } from './help-request.ts';
import { firstWord } from './help-request.ts';
import type { Hint } from './hint.ts';

type Definitions = readonly CommandDefinition<never>[];

/** An error of commander as a `UserError`: its suggestion becomes the hint. */
export function toUserError(
  error: CommanderError,
  given: readonly string[],
  definitions: Definitions,
): UserError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /Did you mean (.+)\?\)?$/.exec(rest.join(' '))?.[1]?.replace('one of ', '');
  const code = error.code
    .replace('commander.', '')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const names = namesOf(definitions);
  if (code === 'help') {
    return new UserError('No command was given', { code: 'missing_command', hint: { command: ['--help'] } });
  }
  const typed = /'(.*)'/s.exec(first)?.[1] ?? '';
  // Commander finds this option first, although the command after it may have it, or may not exist.
  const late = code === 'unknown_option' ? commandAfter(typed, given, definitions) : undefined;
  const argv = late === undefined ? given : moveFirst(given, late);
  const word = late ?? firstWord(argv, definitions);
  const command = word !== undefined && names.includes(word) ? word : undefined;
  if (code === 'unknown_command' || (late !== undefined && command === undefined)) {
    const after = argv.slice(argv.indexOf(word ?? '') + 1);
    return new UserError(`Unknown command "${word}"`, {
      code: 'unknown_command',
      hint: completeHint(guessCommand(word ?? '', names, after), definitions, after),
    });
  }
  const named = command === undefined ? [] : [command];
  const help: Hint = { command: [...named, '--help'] };
  const wrong = readWrongChoice(first) ?? readWrongValue(first);
  if (wrong !== null) {
    const { message, near } = wrong;
    const hint =
      near === undefined
        ? (nameAction(command, wrong, argv) ?? help)
        : { command: replaceValue(argv, wrong, near) };
    return new UserError(message, { code, hint });
  }
  const definition = definitions.find(({ name, aliases = [] }) => [name, ...aliases].includes(command ?? ''));
  if (late !== undefined && hasOption(definition, typed))
    return new UserError(`${typed} is an option of ${command}, so it must come after ${command}`, {
      code,
      hint: { command: argv },
    });
  if (code === 'unknown_option') {
    // Several equally similar options are not a suggestion. For an option before the command, the parser knows none.
    const near = late === undefined ? suggestion : closest(typed, longOptions(definition));
    const similar = near?.includes(',') ? undefined : near;
    const hint = correctOption(definition, { argv, typed, similar }) ?? help;
    return new UserError(capitalize(first), { code, hint });
  }
  const hint = suggestion === undefined ? help : completeHint({ command: [suggestion] }, definitions, []);
  return new UserError(capitalize(first), { code, hint });
}

/** The word after `option` that is a command, or that was meant as one. `undefined` if the option comes after the command. */
function commandAfter(option: string, argv: readonly string[], definitions: Definitions): string | undefined {
  const at = argv.indexOf(option);
  const word = firstWord(argv, definitions);
  if (at === -1 || word === undefined || argv.indexOf(word) < at) return undefined;
  const names = namesOf(definitions);
  if (names.includes(word) || definitions.some((one) => hasOption(one, option))) return word;
  // The first word can be the value of an option that no command has.
  const isValue = argv[at + 1] === word;
  return (isValue ? argv.slice(at + 2).find((one) => names.includes(one)) : undefined) ?? word;
}

function moveFirst(argv: readonly string[], word: string): string[] {
  const at = argv.indexOf(word);
  return [word, ...argv.slice(0, at), ...argv.slice(at + 1)];
}

/** An invalid argument, or an option with an invalid value. */
interface WrongValue {
  message: string;
  word: string;
  /** Flags of the option, as commander prints them; undefined for an argument. */
  option: string | undefined;
  near: string | undefined;
}

/** Shortens commander's message about a value that is not one of the choices, and suggests the nearest choice. */
function readWrongChoice(text: string): WrongValue | null {
  const [, given, argument, option, value, choices] =
    /^(?:command-argument value '(.*)' is invalid for argument '(.+)'|option '(.+?)' argument '(.*)' is invalid)\. Allowed choices are (.+)\.$/is.exec(
      text,
    ) ?? [];
  if (choices === undefined) return null;
  const word = given ?? value ?? '';
  const what = argument ?? `value of ${longOf(option ?? '')}`;
  return {
    message: `"${word}" is not a valid ${what}. Allowed choices are ${choices}`,
    word,
    option,
    near: synonymOf(word, choices.split(', ')) ?? closest(word, choices.split(', ')),
  };
}

/** Words of other tools for the actions of a command. */
const SYNONYMS: Readonly<Record<string, string>> = {
  create: 'add',
  del: 'remove',
  delete: 'remove',
  ls: 'list',
  new: 'add',
  rm: 'remove',
};

function synonymOf(word: string, choices: readonly string[]): string | undefined {
  const meant = Object.hasOwn(SYNONYMS, word.toLowerCase()) ? SYNONYMS[word.toLowerCase()] : undefined;
  return meant !== undefined && choices.includes(meant) ? meant : undefined;
}

/** `list spring` is about the list with this name, `saved vegan` about the saved search. */
function nameAction(
  command: string | undefined,
  wrong: WrongValue,
  argv: readonly string[],
): Hint | undefined {
  const action = command === 'list' || command === 'lists' ? 'show' : command === 'saved' ? 'run' : undefined;
  if (action === undefined || wrong.option !== undefined || Object.hasOwn(SYNONYMS, wrong.word))
    return undefined;
  const at = argv.indexOf(wrong.word);
  return at === -1 ? undefined : { command: argv.toSpliced(at, 0, action) };
}

/** Shortens commander's message about a value with a suggestion, in the form that `program.ts` writes. */
function readWrongValue(text: string): WrongValue | null {
  const [, option = '', word = '', fault = '', near] =
    /^option '(.+?)' argument '(.*)' is invalid\. (.*)\. Did you mean "(.*)"\?$/is.exec(text) ?? [];
  return near === undefined ? null : { message: `${longOf(option)}: ${fault}`, word, option, near };
}

/** The command line with `near` in place of the invalid word. */
function replaceValue(argv: readonly string[], { word, option }: WrongValue, near: string): string[] {
  const flags = option === undefined ? [] : option.split(/[ ,]+/).filter((one) => one.startsWith('-'));
  const isWrong = (one: string, at: number) =>
    one === word && (option === undefined || flags.includes(argv[at - 1] ?? ''));
  const at = argv.findIndex(isWrong);
  const long = longOf(option ?? '');
  const joined = argv.indexOf(`${long}=${word}`);
  if (at !== -1) return argv.with(at, near);
  return joined === -1 ? [...argv] : argv.with(joined, `${long}=${near}`);
}

/** `--limit` of `-n, --limit <number>`. */
function longOf(option: string): string {
  return /--[a-z-]+/.exec(option)?.[0] ?? option;
}

/** `--output` may stand before the command, where its choices are not known yet. */
export function checkOutput(options: GlobalOptions, { name, outputs }: CommandDefinition<never>): void {
  const format = options.json ? 'json' : options.output;
  // A command without formats has an `--output` of its own.
  if (format === undefined || outputs.length === 0 || outputs.includes(format)) return;
  throw new UserError(
    `"${format}" is not an output format of ${name}. Allowed choices are ${outputs.join(', ')}`,
    { code: 'invalid_argument', hint: { command: [name, '--help'] } },
  );
}

/** The command line that shows this help; an unknown topic throws a `UserError`. */
export function helpCommandLine({ topic }: HelpRequest, definitions: Definitions): string[] {
  if (topic === null || topic === 'help') return ['--help'];
  const names = [...namesOf(definitions), 'version'];
  if (names.includes(topic)) return [topic, '--help'];
  throw new UserError(`There is no command "${topic}"`, {
    code: 'unknown_command',
    hint: completeHint(guessCommand(topic, names), definitions, []),
  });
}

/**
 * A suggested command that takes any words gets the words that were typed after the command. Without any, one that needs an
 * argument gets `--help`.
 */
function completeHint(hint: Hint, definitions: Definitions, after: readonly string[]): Hint {
  const [name, ...others] = hint.command ?? [];
  const meant = definitions.find((one) => [one.name, ...(one.aliases ?? [])].includes(name ?? ''));
  const needed = meant?.arguments?.find(({ flags }) => flags.startsWith('<'));
  const takesQuery = meant?.arguments?.length === 1 && meant.arguments[0]?.flags === '[query...]';
  if (takesQuery && others.length === 0) return { ...hint, command: [meant.name, ...after] };
  if (name === undefined || needed === undefined) return hint;
  // The words of another tool are not among the choices of this command.
  const isOpen = others.length === 0 || (others.join() === '--help' && !needed.choices);
  if (!isOpen) return hint;
  const given = after[0]?.startsWith('-') === false ? after : ['--help'];
  return { ...hint, command: [name, ...given] };
}

function namesOf(definitions: Definitions): string[] {
  return definitions.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
