import type { CommandDescription } from '#cli/command-description.ts';
import { GLOBAL_OPTIONS, outputOptions } from '#cli/global-options.ts';
import type { ArgumentDefinition, OptionDefinition } from '#cli/option.ts';
import type { VALUES } from './kinds.ts';

/** What can stand in one place of a command line. */
export type Offer =
  | { kind: 'words'; words: readonly string[]; list: boolean }
  /** Asked of `influscope completion <values>` when it is needed. */
  | { kind: 'values'; values: (typeof VALUES)[number]; list: boolean }
  | { kind: 'files'; words: readonly string[] }
  | { kind: 'nothing' };

export interface OptionWords {
  /** `--limit`, without the dashes. */
  long: string;
  /** `n` of `-n`. */
  short: string | undefined;
  summary: string;
  /** Taken by every command, with the same value. */
  global: boolean;
  /** `null` for a switch. */
  value: Offer | null;
}

export interface CommandWords {
  name: string;
  summary: string;
  options: OptionWords[];
  /** One for each position; the last one applies to all further positions when the argument may be repeated. */
  arguments: { offer: Offer; repeated: boolean }[];
}

export type Commands = readonly CommandDescription[];

/** What a shell has to know of the commands. */
export function describeCommands(commands: Commands): CommandWords[] {
  return commands.map((command) => ({
    name: command.name,
    summary: command.summary,
    options: [...(command.options ?? []), ...outputOptions(command.outputs), ...GLOBAL_OPTIONS, HELP].map(
      describe,
    ),
    arguments: (command.arguments ?? []).map((argument) => ({
      offer: offerOf(
        argument.suggest === 'commands'
          ? { ...argument, suggest: commands.map(({ name }) => name) }
          : argument,
      ),
      repeated: argument.flags.includes('...'),
    })),
  }));
}

/** Options before a command. */
export function describeGlobals(): OptionWords[] {
  return [...GLOBAL_OPTIONS, HELP, { flags: '-V, --version', summary: 'show the version' }].map(describe);
}

const HELP: OptionDefinition = { flags: '-h, --help', summary: 'show this help' };

function describe(option: OptionDefinition): OptionWords {
  const [, short, long = ''] = /^(?:-(\w), )?--([a-z-]+)/.exec(option.flags) ?? [];
  return {
    long,
    short,
    summary: option.summary,
    global: GLOBAL_OPTIONS.includes(option),
    value: option.flags.includes('<') ? offerOf(option) : null,
  };
}

function offerOf({
  choices,
  suggest,
  list = false,
}: Pick<OptionDefinition, 'choices' | 'suggest' | 'list'> & Partial<ArgumentDefinition>): Offer {
  if (suggest === 'files') return { kind: 'files', words: choices ?? [] };
  if (suggest === 'commands') return { kind: 'nothing' };
  if (typeof suggest === 'string') return { kind: 'values', values: suggest, list };
  const words = [...(choices ?? []), ...(suggest ?? [])];
  return words.length === 0 ? { kind: 'nothing' } : { kind: 'words', words, list };
}
