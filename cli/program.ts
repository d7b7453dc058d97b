import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { closest } from '#lib/closest.ts';
import type { CommandDefinition, GlobalOptions } from './command.ts';
import { UserError } from './errors.ts';
import { GLOBAL_OPTIONS, outputOption } from './global-options.ts';
import type { OptionDefinition } from './option.ts';

/** A command line that was understood. */
export interface Invocation {
  definition: CommandDefinition<never>;
  args: string[];
  options: Record<string, unknown>;
  globals: GlobalOptions;
}

export interface ParseOptions {
  version: () => string;
  /** Takes help and version. */
  write: (text: string) => void;
  /** Width of the help. */
  columns: number;
}

/**
 * Understands `argv` (without node and script). Answers what is to be run, or `null` when help or the version was all
 * that was asked for. Throws a `UserError`, with a suggestion where there is one.
 */
export function parseCommandLine(
  definitions: readonly CommandDefinition<never>[],
  argv: readonly string[],
  { version, write, columns }: ParseOptions,
): Invocation | null {
  let invocation: Invocation | null = null;
  const program = new Command('influscope');
  configure(program, write, columns);
  program
    .description('Discover creators, measure their engagement honestly, search them.')
    .usage('<command> [options]')
    .addHelpText('after', '\nStart here:\n  influscope up --demo\n  influscope search tech');
  const help = new Command('help').argument('[command]').helpOption(false).helpGroup('Help:');
  program.addHelpCommand(help.summary('show the help of a command'));
  if (argv.includes('--version') || argv.includes('-V')) program.version(version());
  else program.option('-V, --version', 'show the version');
  addGlobals(program);

  for (const definition of definitions) {
    const command = program.command(definition.name).helpGroup(definition.group).summary(definition.summary);
    // What is not asked for needs no more than its line in the list.
    if (!argv.includes(definition.name)) continue;
    describe(command, definition);
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

function describe(command: Command, definition: CommandDefinition<never>): void {
  command.description(definition.summary);
  for (const argument of definition.arguments ?? []) {
    const made = command.createArgument(argument.flags, argument.summary);
    command.addArgument(argument.choices ? made.choices([...argument.choices]) : made);
  }
  for (const option of definition.options ?? []) command.addOption(toOption(option));
  addGlobals(command, definition);
  if (definition.notes) command.addHelpText('after', `\n${definition.notes.join('\n')}`);
  if (definition.examples)
    command.addHelpText('after', `\nExamples:\n${definition.examples.map((line) => `  ${line}`).join('\n')}`);
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

/** commander's words, as an error of ours: cause, then its suggestion as the hint. */
function toUserError(error: CommanderError, argv: readonly string[]): UserError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /Did you mean (.+)\?\)?$/.exec(rest.join(' '))?.[1]?.replace('one of ', '');
  const code = error.code
    .replace('commander.', '')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const command = argv.find((word) => !word.startsWith('-'));
  const help = `influscope ${code === 'unknown_command' || command === undefined ? '' : `${command} `}--help`;
  const wrong = readWrongChoice(first);
  if (wrong !== null) return new UserError(wrong.message, { code, hint: wrong.hint ?? help });
  return new UserError(capitalize(first), {
    code,
    hint:
      suggestion === undefined ? help : suggestion.startsWith('-') ? suggestion : `influscope ${suggestion}`,
  });
}

/** What commander says of a value that is none of the choices, in fewer words and with the nearest of them. */
function readWrongChoice(text: string): { message: string; hint: string | null } | null {
  const [, given, argument, option, value, choices] =
    /^(?:command-argument value '(.*)' is invalid for argument '(.+)'|option '(.+?)' argument '(.*)' is invalid)\. Allowed choices are (.+)\.$/is.exec(
      text,
    ) ?? [];
  if (choices === undefined) return null;
  const word = given ?? value ?? '';
  const near = closest(word, choices.split(', '));
  const flag = option === undefined ? '' : `${/--[a-z-]+/.exec(option)?.[0] ?? option} `;
  return {
    message: `"${word}" is no ${argument ?? `value of ${flag.trim()}`}. Allowed choices are ${choices}`,
    hint: near === undefined ? null : `${flag}${near}`,
  };
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
