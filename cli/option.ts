/** One option of a command, as data. */
export interface OptionDefinition {
  /** As commander reads it: `-n, --lines <number>`. */
  flags: string;
  summary: string;
  choices?: readonly string[];
  /** Values that a shell offers; others are accepted too. */
  suggest?: Suggestion;
  /** Its value may be several, separated by commas. */
  list?: boolean;
  /** May be given more than once; its value is a list. */
  repeatable?: boolean;
  /** Turns the text into the value; throws an `Error` whose message says what is expected. */
  parse?: (text: string) => unknown;
  /** Names, in camel case, of options that cannot be combined with this one. */
  conflicts?: readonly string[];
}

export interface ArgumentDefinition {
  /** As commander reads it: `<id>`, `[words...]`. */
  flags: string;
  summary: string;
  choices?: readonly string[];
  suggest?: Suggestion;
}

/** Words, or what the shell looks up when it completes. */
export type Suggestion =
  | readonly string[]
  | 'files'
  | 'commands'
  | 'names'
  | 'categories'
  | 'sources'
  | 'live-sources'
  | 'topics'
  | 'countries'
  | 'languages'
  | 'query';
