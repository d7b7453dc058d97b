import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { OUTPUT_FORMATS } from '#cli/output/output-format.ts';
import type { CommandDefinition, GlobalOptions } from './command.ts';
import { GLOBAL_OPTIONS, outputOptions } from './global-options.ts';
import { firstWord, readHelpRequest } from './help-request.ts';
import type { OptionDefinition } from './option.ts';
import { checkOutput, helpCommandLine, toUserError } from './usage-errors.ts';
import { ValueError } from './value-error.ts';

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
  given: readonly string[],
  { version, write, columns, started }: ParseOptions,
): Invocation | null {
  const help = readHelpRequest(given, definitions);
  const argv = help === null ? given : helpCommandLine(help, definitions);
  let invocation: Invocation | null = null;
  const program = new Command(started);
  configure(program, write, columns);
  program
    .description('Discover creators, measure their engagement honestly, and search them.')
    .usage('<command> [options]')
    .addHelpText('after', `\nStart here:\n  ${started} up --demo\n  ${started} search tech`);
  const helpCommand = new Command('help').argument('[command]').helpOption(false).helpGroup('Help:');
  program.addHelpCommand(helpCommand.summary('show the help of a command'));
  if (argv.includes('--version') || argv.includes('-V')) program.version(version());
  else program.option('-V, --version', 'show the version');
  program
    .command('version')
    .helpGroup('Help:')
    .summary('show the version')
    .action(() => write(`${version()}\n`));
  const word = firstWord(argv, definitions) ?? '';
  const chosen = definitions.find(({ name, aliases = [] }) => [name, ...aliases].includes(word));
  // A command with its own `--output` does not get the global one.
  addGlobals(program, chosen?.outputs.length === 0 ? chosen : undefined);

  for (const definition of definitions) {
    const { name, aliases = [], group, summary } = definition;
    const command = program
      .command(name)
      .aliases([...aliases])
      .helpGroup(group)
      .summary(summary);
    // The other commands need only their line in the list.
    if (![name, ...aliases].some((word) => argv.includes(word))) continue;
    describe(command, definition, started);
    command.action(() => {
      const options = { ...program.opts(), ...command.opts() };
      checkOutput(options, definition);
      invocation = { definition, args: command.args, options, globals: options };
    });
  }

  try {
    if (argv.length === 0) program.outputHelp();
    else program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw toUserError(error, argv, definitions);
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
    const { message } = error as Error;
    // `usage-errors.ts` reads the suggestion: commander keeps only the message.
    throw new InvalidArgumentError(
      error instanceof ValueError ? `${message}. Did you mean "${error.suggestion}"?` : message,
    );
  }
}

function addGlobals(command: Command, definition?: CommandDefinition<never>): void {
  const options = [...outputOptions(definition?.outputs ?? OUTPUT_FORMATS), ...GLOBAL_OPTIONS];
  for (const option of options) command.addOption(toOption(option).helpGroup('Global options:'));
}
