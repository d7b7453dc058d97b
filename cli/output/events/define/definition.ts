import type { ChalkInstance } from 'chalk';
import type { Static, TObject } from 'typebox';
import type { Hint, Wording } from '#cli/hint.ts';

/** What a renderer may use besides the event. */
export interface TextAround {
  style: ChalkInstance;
  words: Wording;
  /** Maximum cells of a line; infinite if the output is not a terminal. */
  width: number;
  /** Epoch milliseconds. */
  now: number;
}

export interface MarkdownAround {
  words: Wording;
  /** The command ended with an error. */
  failed: boolean;
}

/** What a CI system shows beside the log. */
export interface Annotation {
  level: 'error' | 'warning';
  title: string;
  message: string;
  hint: Hint | null;
  /** It is not printed as text, too. */
  replacesText: boolean;
}

/** One kind of event: its fields, and how each sink shows it. */
export interface EventDefinition<S extends TObject> {
  schema: S;
  stream: 'stdout' | 'stderr';
  /** Lines for a person. */
  text(event: Static<S>, around: TextAround): readonly string[];
  /** Whether `--quiet` leaves it out; never, by default. */
  isDetail?(event: Static<S>): boolean;
  /** A block of the summary page about all events of the kind; empty for none. */
  markdown?(events: readonly Static<S>[], around: MarkdownAround): string;
  annotation?(event: Static<S>): Annotation | null;
}

/** Checks a definition and keeps its types. */
export function defineEvent<S extends TObject>(definition: EventDefinition<S>): EventDefinition<S> {
  return definition;
}
