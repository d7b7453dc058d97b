import { appendFileSync } from 'node:fs';
import type { Hint, Wording } from '#cli/hint.ts';
import type { Event, EventSink } from '../events/events.ts';
import { definitionOf } from '../events/registry.ts';
import { plainValue, withoutRunnerCommands } from '../text/safe-text.ts';
import type { Writer } from '../writer.ts';
import { annotate, CLOSE_GROUP, openGroup } from './github-commands.ts';
import { renderSummary } from './github-summary.ts';

export interface GithubSinkOptions {
  /** Shows the events as well. */
  inner: EventSink;
  /** Receives the runner's commands; `null` where they must not be mixed with the output. */
  log: Writer | null;
  /** Steps do not fold. */
  quiet: boolean;
  /** The file of `GITHUB_STEP_SUMMARY`; `undefined` writes none. */
  summaryFile: string | undefined;
  /** `influscope up`. */
  title: string;
  words: Wording;
}

/** Events for GitHub Actions: steps fold, warnings and errors annotate, and the end writes a summary page. */
export function createGithubSink({
  inner,
  log,
  quiet,
  summaryFile,
  title,
  words,
}: GithubSinkOptions): EventSink {
  const seen: Event[] = [];
  let folded = false;
  let closed = false;
  const say = (text: string) => void log?.write(`${text}\n`);
  const unfold = () => {
    if (folded) say(CLOSE_GROUP);
    folded = false;
  };

  const withHint = (message: string, hint: Hint | null): string =>
    hint === null ? message : `${message}\ntry: ${words.hint(hint)}`;

  /** Writes the commands of one event; returns whether the other sink shows it too. */
  const annotateEvent = (event: Event): boolean => {
    if (event.type === 'step') {
      unfold();
      folded = event.status === 'started' && !quiet;
      if (folded) say(openGroup(event.message));
    }
    if (event.type === 'error') unfold();
    const found = definitionOf(event).annotation?.(event) ?? null;
    if (found === null) return true;
    say(annotate(found.level, found.title, withHint(found.message, found.hint)));
    return !found.replacesText;
  };

  return {
    emit(given) {
      // Only a log that the runner reads can hold its commands; programs get the events as they are.
      const event = log === null ? given : forRunner(plainValue(given));
      seen.push(event);
      if (log === null || annotateEvent(event)) inner.emit(event);
    },
    close() {
      inner.close();
      if (closed) return;
      closed = true;
      unfold();
      const page = renderSummary(title, seen, words);
      if (summaryFile === undefined || page === '') return;
      try {
        appendFileSync(summaryFile, page);
      } catch (error) {
        say(annotate('warning', 'summary', `Cannot write the step summary: ${(error as Error).message}`));
      }
    },
  };
}

function forRunner<T>(value: T): T {
  if (typeof value === 'string') return withoutRunnerCommands(value) as T;
  if (Array.isArray(value)) return value.map(forRunner) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, forRunner(one)])) as T;
}
