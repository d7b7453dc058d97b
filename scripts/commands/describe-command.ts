import type { CommandDescription } from '#cli/command-description.ts';
import { GLOBAL_OPTIONS, outputOptions } from '#cli/global-options.ts';
import type { OptionDefinition } from '#cli/option.ts';

/** One row of a page: an argument or an option, and what it means. */
export interface Row {
  term: string;
  meaning: string;
}

export interface CommandPage {
  name: string;
  aliases: readonly string[];
  /** A sentence. */
  summary: string;
  group: string;
  usage: string;
  arguments: Row[];
  options: Row[];
  notes: readonly string[];
  examples: readonly string[];
  outputs: readonly string[];
}

/** What the page of a command says, whatever the page is made for. */
export function describeCommand(command: CommandDescription): CommandPage {
  const { name, aliases = [], notes = [], outputs } = command;
  const usage = ['influscope', name, '[options]', ...(command.arguments ?? []).map(({ flags }) => flags)];
  return {
    name,
    aliases,
    summary: toSentence(command.summary),
    group: command.group.replace(':', ''),
    usage: usage.join(' '),
    arguments: (command.arguments ?? []).map(({ flags, summary, choices }) => ({
      term: flags,
      meaning: withChoices(summary, choices),
    })),
    options: [...(command.options ?? []), ...outputOptions(outputs)].map(toRow),
    notes,
    examples: command.examples?.('influscope') ?? [],
    outputs,
  };
}

/** Options that every command takes. */
export function describeGlobalOptions(): Row[] {
  return GLOBAL_OPTIONS.map(toRow);
}

function toRow({ flags, summary, choices, repeatable }: OptionDefinition): Row {
  return {
    term: flags,
    meaning: `${withChoices(summary, choices)}${repeatable && !summary.includes('repeatable') ? '; repeatable' : ''}`,
  };
}

function withChoices(summary: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? summary : `${summary}: ${choices.join(', ')}`;
}

function toSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
