import { appendFileSync } from 'node:fs';
import type { Event, EventSink } from '../events/events.ts';
import type { Writer } from '../writer.ts';
import { annotate, CLOSE_GROUP, openGroup } from './github-commands.ts';
import { renderSummary } from './github-summary.ts';

export interface GithubSinkOptions {
  /** Where events go besides. */
  inner: EventSink;
  /** Takes the runner's commands; `null` where another form of output must not be mixed with them. */
  log: Writer | null;
  /** Nothing folds: there is next to nothing to fold. */
  quiet: boolean;
  /** The file of `GITHUB_STEP_SUMMARY`; `undefined` writes none. */
  summaryFile: string | undefined;
  /** `influscope up`. */
  title: string;
  word: (text: string) => string;
}

/** Events for a run of GitHub Actions: each step folds, warnings and errors annotate, and the end is a page. */
export function createGithubSink({
  inner,
  log,
  quiet,
  summaryFile,
  title,
  word,
}: GithubSinkOptions): EventSink {
  const seen: Event[] = [];
  let folded = false;
  let closed = false;
  const say = (text: string) => void log?.write(`${word(text)}\n`);
  const unfold = () => {
    if (folded) say(CLOSE_GROUP);
    folded = false;
  };

  /** What is said here; whether the other sink is to say it too. */
  const tell = (event: Event): boolean => {
    switch (event.type) {
      case 'step':
        unfold();
        folded = event.status === 'started' && !quiet;
        if (folded) say(openGroup(event.message));
        return true;
      case 'note':
        if (event.level === 'warn') say(annotate('warning', event.code, event.message));
        return event.level !== 'warn';
      case 'check':
        if (event.status !== 'ok')
          say(
            annotate(
              event.status === 'fail' ? 'error' : 'warning',
              event.name,
              withHint(event.message, event.fix),
            ),
          );
        return true;
      case 'error':
        unfold();
        say(annotate('error', event.code, withHint(event.message, event.hint)));
        return false;
      default:
        return true;
    }
  };

  return {
    emit(event) {
      seen.push(event);
      // What cannot be said as a command is left to the other sink.
      if (log === null || tell(event)) inner.emit(event);
    },
    close() {
      inner.close();
      if (closed) return;
      closed = true;
      unfold();
      const page = renderSummary(title, seen);
      if (summaryFile === undefined || page === '') return;
      try {
        appendFileSync(summaryFile, word(page));
      } catch (error) {
        say(
          annotate(
            'warning',
            'summary',
            `The summary of this step was not written: ${(error as Error).message}`,
          ),
        );
      }
    },
  };
}

function withHint(message: string, hint: string | null): string {
  return hint === null ? message : `${message}\ntry: ${hint}`;
}
