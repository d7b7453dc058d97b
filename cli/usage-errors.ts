import type { CommanderError } from 'commander';
import { closest } from '#lib/text/closest.ts';
import type { CommandDefinition, GlobalOptions } from './command.ts';
import { UserError } from './errors.ts';
import { GLOBAL_OPTIONS, outputOptions } from './global-options.ts';
import { guessCommand, guessOption } from './guesses.ts';
import type { HelpRequest } from './help-request.ts';
import { firstWord } from './help-request.ts';
import type { Hint } from './hint.ts';
import { OUTPUT_FORMATS } from './output/output-format.ts';

type Definitions = readonly CommandDefinition<never>[];

/** An error of commander as a `UserError`: its suggestion becomes the hint. */
export function toUserError(
  error: CommanderError,
  argv: readonly string[],
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
  const word = firstWord(argv, definitions);
  const command = word !== undefined && names.includes(word) ? word : undefined;
  if (code === 'unknown_command') {
    const after = argv.slice(argv.indexOf(word ?? '') + 1);
    return new UserError(`Unknown command "${word}"`, {
      code,
      hint: completeHint(guessCommand(word ?? '', names, after), definitions, after),
    });
  }
  const named = command === undefined ? [] : [command];
  const help: Hint = { command: [...named, '--help'] };
  const wrong = readWrongChoice(first);
  if (wrong !== null) return new UserError(wrong.message, { code, hint: wrong.hint ?? help });
  const definition = definitions.find(({ name, aliases = [] }) => [name, ...aliases].includes(command ?? ''));
  const flag = /'(.*)'/s.exec(first)?.[1] ?? '';
  const option = code === 'unknown_option' ? guessOption(flag, flagsOf(definition)) : undefined;
  if (option !== undefined) return new UserError(capitalize(first), { code, hint: { text: option } });
  if (suggestion === undefined) return new UserError(capitalize(first), { code, hint: help });
  const hint = suggestion.startsWith('-')
    ? { text: suggestion }
    : completeHint({ command: [suggestion] }, definitions, []);
  return new UserError(capitalize(first), { code, hint });
}

/** Shortens commander's message about a value that is not one of the choices, and suggests the nearest choice. */
function readWrongChoice(text: string): { message: string; hint: Hint | null } | null {
  const [, given, argument, option, value, choices] =
    /^(?:command-argument value '(.*)' is invalid for argument '(.+)'|option '(.+?)' argument '(.*)' is invalid)\. Allowed choices are (.+)\.$/is.exec(
      text,
    ) ?? [];
  if (choices === undefined) return null;
  const word = given ?? value ?? '';
  const near = closest(word, choices.split(', '));
  const flag = option === undefined ? '' : `${/--[a-z-]+/.exec(option)?.[0] ?? option} `;
  return {
    message: `"${word}" is not a valid ${argument ?? `value of ${flag.trim()}`}. Allowed choices are ${choices}`,
    hint: near === undefined ? null : { text: `${flag}${near}` },
  };
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

/** The long flags that a command takes; without a command, the global ones. */
function flagsOf(definition: CommandDefinition<never> | undefined): string[] {
  const options = [
    ...(definition?.options ?? []),
    ...outputOptions(definition?.outputs ?? OUTPUT_FORMATS),
    ...GLOBAL_OPTIONS,
  ];
  return options.flatMap(({ flags }) => /--[a-z-]+/.exec(flags)?.[0] ?? []);
}

/** Adds the words that were typed after the command to a suggested command that needs an argument, or `--help` without any. */
function completeHint(hint: Hint, definitions: Definitions, after: readonly string[]): Hint {
  const [name, ...others] = hint.command ?? [];
  const meant = definitions.find((one) => [one.name, ...(one.aliases ?? [])].includes(name ?? ''));
  const needs = meant?.arguments?.some(({ flags }) => flags.startsWith('<')) === true;
  if (name === undefined || others.length > 0 || !needs) return hint;
  const given = after[0]?.startsWith('-') === false ? after : ['--help'];
  return { ...hint, command: [name, ...given] };
}

function namesOf(definitions: Definitions): string[] {
  return definitions.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
