import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { closest } from '#lib/closest.ts';
import type { CommandDefinition, GlobalOptions } from './command.ts';
import { UserError } from './errors.ts';
import { GLOBAL_OPTIONS, outputOption } from './global-options.ts';
import type { Hint } from './hint.ts';
import type { OptionDefinition } from './option.ts';

/** A valid command line. */
export interface Invocation {
  definition: CommandDefinition<never>;
  args: string[];
  options: Record<string, unknown>;
  globals: GlobalOptions;
}

export interface ParseOptions {
  version: () => string;
  /** Receives help and version. */
  write: (text: string) => void;
  /** Width of the help. */
  columns: number;
  /** What is typed to run it; it begins each command in the help. */
  started: string;
}

/**
 * Parses `argv` (without node and script). Returns the command to run, or `null` after help or the version was written.
 * Throws a `UserError`, with a suggestion where there is one.
 */
export function parseCommandLine(
  definitions: readonly CommandDefinition<never>[],
  argv: readonly string[],
  { version, write, columns, started }: ParseOptions,
): Invocation | null {
  let invocation: Invocation | null = null;
  const program = new Command(started);
  configure(program, write, columns);
  program
    .description('Discover creators, measure their engagement honestly, search them.')
    .usage('<command> [options]')
    .addHelpText('after', `\nStart here:\n  ${started} up --demo\n  ${started} search tech`);
  const help = new Command('help').argument('[command]').helpOption(false).helpGroup('Help:');
  program.addHelpCommand(help.summary('show the help of a command'));
  if (argv.includes('--version') || argv.includes('-V')) program.version(version());
  else program.option('-V, --version', 'show the version');
  addGlobals(program);

  for (const definition of definitions) {
    const command = program.command(definition.name).helpGroup(definition.group).summary(definition.summary);
    // The other commands need only their line in the list.
    if (!argv.includes(definition.name)) continue;
    describe(command, definition, started);
    command.action(() => {
      const options = { ...program.opts(), ...command.opts() };
      invocation = { definition, args: command.args, options, globals: options };
    });
  }

  try {
    if (argv.length === 0) program.outputHelp();
    else program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw toUserError(error, argv);
  }
  return invocation;
}

function configure(command: Command, write: (text: string) => void, columns: number): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => {}, getOutHelpWidth: () => columns })
    .configureHelp({ showGlobalOptions: false })
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help');
}

function describe(command: Command, definition: CommandDefinition<never>, started: string): void {
  command.description(definition.summary);
  for (const argument of definition.arguments ?? []) {
    const made = command.createArgument(argument.flags, argument.summary);
    command.addArgument(argument.choices ? made.choices([...argument.choices]) : made);
  }
  for (const option of definition.options ?? []) command.addOption(toOption(option));
  addGlobals(command, definition);
  if (definition.notes) command.addHelpText('after', `\n${definition.notes.join('\n')}`);
  const examples = definition.examples?.(started) ?? [];
  if (examples.length > 0)
    command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
}

function toOption({ flags, summary, choices, repeatable, parse, conflicts }: OptionDefinition): Option {
  const option = new Option(flags, summary);
  if (choices) option.choices([...choices]);
  if (conflicts) option.conflicts([...conflicts]);
  if (parse || repeatable) {
    option.argParser((text: string, previous: unknown) => {
      const value = parse ? guarded(parse, text) : text;
      return repeatable ? [...((previous as unknown[] | undefined) ?? []), value] : value;
    });
  }
  return option;
}

function guarded(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function addGlobals(command: Command, definition?: CommandDefinition<never>): void {
  const options = [...(definition ? [outputOption(definition.outputs)] : []), ...GLOBAL_OPTIONS];
  for (const option of options) command.addOption(toOption(option).helpGroup('Global options:'));
}

/** An error of commander as a `UserError`: its suggestion becomes the hint. */
function toUserError(error: CommanderError, argv: readonly string[]): UserError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /Did you mean (.+)\?\)?$/.exec(rest.join(' '))?.[1]?.replace('one of ', '');
  const code = error.code
    .replace('commander.', '')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const command = argv.find((word) => !word.startsWith('-'));
  const named = code === 'unknown_command' || command === undefined ? [] : [command];
  const help: Hint = { command: [...named, '--help'] };
  const wrong = readWrongChoice(first);
  if (wrong !== null) return new UserError(wrong.message, { code, hint: wrong.hint ?? help });
  if (suggestion === undefined) return new UserError(capitalize(first), { code, hint: help });
  const hint = suggestion.startsWith('-') ? { text: suggestion } : { command: [suggestion] };
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

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
