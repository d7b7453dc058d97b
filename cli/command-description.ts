import type { OutputFormat } from '#cli/output/output-format.ts';
import type { ArgumentDefinition, OptionDefinition } from './option.ts';

/** A command as data: what its help and a shell's completion show. */
export interface CommandDescription {
  name: string;
  /** Other names that it accepts, as other tools call it. */
  aliases?: readonly string[];
  summary: string;
  /** Heading of the command in the help. */
  group: string;
  arguments?: readonly ArgumentDefinition[];
  options?: readonly OptionDefinition[];
  /** Values of `--output`, the default first; empty for a command with one format. */
  outputs: readonly OutputFormat[];
  /** With `--output json` it writes events, one per line; an error is one of them. */
  streamsEvents?: boolean;
  /** With this option, in camel case, it runs until it is interrupted: that is its normal end, with exit code 0. */
  runsWith?: 'follow' | 'watch';
  /** It runs until it is stopped: every signal is its normal end, and it drains before it ends. */
  runsUntilStopped?: true;
  /** Command lines, given what is typed instead of `influscope`. */
  examples?: (influscope: string) => readonly string[];
  /** More lines of its help. */
  notes?: readonly string[];
}
