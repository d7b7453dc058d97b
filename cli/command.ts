import type { OutputFormat } from '#cli/output/output-format.ts';
import type { CommandDescription } from './command-description.ts';
import type { Context } from './context.ts';

export interface CommandInput<Options> {
  args: readonly string[];
  options: Options;
}

/** What a command's engine exports. Resolves with the exit code; nothing is 0. */
export type Run<Options> = (input: CommandInput<Options>, context: Context) => Promise<number | undefined>;

/** A command and how its engine is loaded. */
export interface CommandDefinition<Options = object> extends CommandDescription {
  load(): Promise<{ run: Run<Options> }>;
}

/** Options that every command takes. */
export interface GlobalOptions {
  name?: string;
  target?: string;
  context?: string;
  region?: string;
  config?: string;
  output?: OutputFormat;
  json?: boolean;
  timeout?: number;
  quiet?: boolean;
  debug?: boolean;
}
