import type { Context } from './context.ts';

/** One option of a command, as data. */
export interface OptionDefinition {
  /** As commander reads it: `-n, --lines <number>`. */
  flags: string;
  summary: string;
  choices?: readonly string[];
  /** What a shell offers for its value; it may be another. */
  suggest?: Suggestion;
  /** Its value may be several, separated by commas. */
  list?: boolean;
  /** May be given more than once; its value is a list. */
  repeatable?: boolean;
  /** Turns the text into the value; throws an `Error` whose message says what is expected. */
  parse?: (text: string) => unknown;
  /** Names, in camel case, of options that cannot stand beside this one. */
  conflicts?: readonly string[];
}

export interface ArgumentDefinition {
  /** As commander reads it: `<id>`, `[words...]`. */
  flags: string;
  summary: string;
  choices?: readonly string[];
  suggest?: Suggestion;
}

/** Words, or what is looked up when it is needed. */
export type Suggestion = readonly string[] | 'files' | 'names' | 'categories' | 'sources';

export interface CommandInput<Options> {
  args: readonly string[];
  options: Options;
}

/** What a command's engine exports. Resolves with the exit code; nothing is 0. */
export type Run<Options> = (input: CommandInput<Options>, context: Context) => Promise<number | undefined>;

/** A command as data: everything needed for its help, and how to load its engine. */
export interface CommandDefinition<Options = object> {
  name: string;
  summary: string;
  /** Heading under which the command stands in the help. */
  group: string;
  arguments?: readonly ArgumentDefinition[];
  options?: readonly OptionDefinition[];
  /** Values of `--output`, the default first. */
  outputs: readonly OutputFormat[];
  /** With `--output json` it writes events, one a line, and a fault is one of them. */
  streamsEvents?: boolean;
  /** Interrupting it is how it ends: nothing is to be said about that. */
  endsByInterrupt?: boolean;
  examples?: readonly string[];
  /** What else its help says, line by line. */
  notes?: readonly string[];
  load(): Promise<{ run: Run<Options> }>;
}

export const OUTPUT_FORMATS = ['text', 'table', 'json', 'ndjson', 'csv'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Options that every command takes. */
export interface GlobalOptions {
  name?: string;
  target?: string;
  context?: string;
  region?: string;
  config?: string;
  output?: OutputFormat;
  timeout?: number;
  quiet?: boolean;
  debug?: boolean;
}
