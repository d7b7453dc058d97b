import type { CommandDefinition } from './command.ts';
import type { ForeignOption } from './foreign-options.ts';
import { findForeign } from './foreign-options.ts';
import { GLOBAL_OPTIONS, outputOptions } from './global-options.ts';
import type { Hint } from './hint.ts';
import type { OptionDefinition } from './option.ts';
import { OUTPUT_FORMATS } from './output/output-format.ts';

type Definition = CommandDefinition<never> | undefined;

/** A command line with an option that its command does not have. */
export interface WrongOption {
  argv: readonly string[];
  /** As typed, e.g. `--min-followers=1000` or `-l5`. */
  typed: string;
  /** The option with a similar spelling, if there is one. */
  similar: string | undefined;
}

/** The parts of a command line around an option. */
interface Around {
  before: readonly string[];
  after: readonly string[];
  /** The possible value of the option, and the words after that value. */
  value: string | undefined;
  afterValue: readonly string[];
}

/** The command line with the intended option, or an explanation; undefined if neither is known. */
export function correctOption(
  definition: Definition,
  { argv, typed, similar }: WrongOption,
): Hint | undefined {
  const at = argv.indexOf(typed);
  if (at === -1) return undefined;
  const [, flag = typed, inline] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? /^(-[a-z])(\d.*)$/i.exec(typed) ?? [];
  const after = argv.slice(at + 1);
  const next = after[0]?.startsWith('-') === false ? after[0] : undefined;
  const around = {
    before: argv.slice(0, at),
    after,
    value: inline ?? next,
    afterValue: inline === undefined && next !== undefined ? after.slice(1) : after,
  };
  const foreign = findForeign(definition?.name ?? '', flag);
  if (foreign !== undefined && fits(definition, foreign)) return rewrite(definition, foreign, around);
  // The parser also knows options that only other commands have.
  const isKnown =
    similar === '--help' || (similar !== undefined && optionOf(definition, similar) !== undefined);
  return isKnown ? rewrite(definition, { to: similar }, around) : undefined;
}

function rewrite(definition: Definition, foreign: ForeignOption, around: Around): Hint | undefined {
  const { before, after, value, afterValue } = around;
  const text = 'text' in foreign && foreign.text !== undefined ? { text: foreign.text } : {};
  if ('drop' in foreign) {
    const rest = foreign.drop === 'with its value' ? afterValue : after;
    return { ...text, ...(definition && { command: [...before, ...rest] }) };
  }
  if ('command' in foreign) {
    const names = [definition?.name, ...(definition?.aliases ?? [])];
    const at = before.findIndex((one) => names.includes(one));
    const others = foreign.keeps ? [...before.slice(0, at), ...before.slice(at + 1), ...after] : [];
    return { ...text, command: [...foreign.command, ...others] };
  }
  if ('word' in foreign) return { command: [...before, foreign.word, ...after] };
  if ('argument' in foreign)
    return value === undefined ? undefined : { command: [...before, value, ...afterValue] };
  const { to, value: change } = foreign;
  if (typeof change === 'string') return { ...text, command: [...before, to, change, ...after] };
  if (optionOf(definition, to)?.flags.includes('<') !== true)
    return { ...text, command: [...before, to, ...after] };
  if (value === undefined)
    return { text: `${to} takes a value`, command: [definition?.name ?? '', '--help'] };
  return { ...text, command: [...before, to, change?.(value) ?? value, ...afterValue] };
}

/** Whether the command has that option and accepts that value. */
function fits(definition: Definition, foreign: ForeignOption): boolean {
  if (!('to' in foreign)) return true;
  const option = optionOf(definition, foreign.to);
  const { value } = foreign;
  return option !== undefined && (typeof value !== 'string' || option.choices?.includes(value) !== false);
}

/** Whether the command has this option, which may be followed by `=` and a value. */
export function hasOption(definition: Definition, typed: string): boolean {
  const [flag = ''] = typed.split('=', 1);
  return definition !== undefined && optionOf(definition, flag) !== undefined;
}

/** The long names of all options of the command. */
export function longOptions(definition: Definition): string[] {
  return optionsOf(definition).flatMap(({ flags }) => flags.match(/--[a-z-]+/) ?? []);
}

/** An option of the command, by one of its names. */
function optionOf(definition: Definition, name: string): OptionDefinition | undefined {
  return optionsOf(definition).find(({ flags }) => flags.split(/[ ,]+/).includes(name));
}

function optionsOf(definition: Definition): OptionDefinition[] {
  return [
    ...(definition?.options ?? []),
    ...outputOptions(definition?.outputs ?? OUTPUT_FORMATS),
    ...GLOBAL_OPTIONS,
  ];
}
