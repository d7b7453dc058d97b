import { Chalk } from 'chalk';
import type { Ora } from 'ora';
import ora from 'ora';
import type { Wording } from '#cli/hint.ts';
import type { Event, EventOf, EventSink } from '../events/events.ts';
import { renderObjects } from '../events/object.ts';
import { definitionOf } from '../events/registry.ts';
import { plainValue } from '../text/safe-text.ts';
import { truncate } from '../text/text-width.ts';
import type { Writer } from '../writer.ts';

export interface TextSinkOptions {
  stdout: Writer;
  stderr: Writer;
  quiet: boolean;
  words: Wording;
  /** Maximum cells of a line on each stream; infinite if the stream is not a terminal. */
  widths: Readonly<Record<'stdout' | 'stderr', number>>;
  stdoutColor: boolean;
  stderrColor: boolean;
}

/** Minimum time between progress lines where there is no terminal. */
const PLAIN_PROGRESS_EVERY_MS = 5_000;

/** Events for a person: steps and progress on stderr, results on stdout. */
export function createTextSink(options: TextSinkOptions): EventSink {
  const { stdout, stderr, quiet, words, widths } = options;
  const styles = {
    stdout: new Chalk({ level: options.stdoutColor ? 1 : 0 }),
    stderr: new Chalk({ level: options.stderrColor ? 1 : 0 }),
  };
  const animated = stderr.isTTY === true && !quiet;
  let spinner: Ora | undefined;
  let running = '';
  const objects = new Map<string, EventOf<'object'>>();
  let lastPlainProgress = performance.now();

  const linesOf = (event: Event): readonly string[] => {
    const { stream, text } = definitionOf(event);
    return text(event, { style: styles[stream], words, width: widths[stream], now: Date.now() });
  };
  const stopSpinner = () => {
    spinner?.stop();
    spinner = undefined;
  };
  const spin = (text: string) => {
    spinner ??= ora({
      stream: stderr as unknown as NodeJS.WriteStream,
      color: options.stderrColor ? 'cyan' : false,
      // Ctrl-C has to arrive as a signal.
      discardStdin: false,
    }).start();
    spinner.text = text;
  };
  /** Prints above the animation. */
  const print = (event: Event) => {
    const { stream, isDetail } = definitionOf(event);
    if (quiet && isDetail?.(event)) return;
    const paused = spinner?.isSpinning ? spinner.text : undefined;
    stopSpinner();
    for (const line of linesOf(event)) (stream === 'stdout' ? stdout : stderr).write(`${line}\n`);
    if (paused !== undefined) spin(paused);
  };
  const width = () => (stderr.columns || 80) - 3;

  const onStep = (event: EventOf<'step'>) => {
    lastPlainProgress = performance.now();
    objects.clear();
    if (event.status === 'started') {
      running = event.message;
      if (animated) spin(event.message);
      return;
    }
    stopSpinner();
    print(event);
  };
  /** On a terminal each object of the step has a line that changes; elsewhere each change is a line. */
  const onObject = (event: EventOf<'object'>) => {
    if (!animated) return print(event);
    objects.set(`${event.kind}/${event.name}`, event);
    const room = Math.max(3, (stderr.rows || 24) - 3);
    const layout = { room, width: width(), style: styles.stderr };
    spin([truncate(running, width()), ...renderObjects([...objects.values()], layout)].join('\n'));
  };
  const onProgress = (event: EventOf<'progress'>) => {
    if (quiet) return;
    const text = `${running}: ${linesOf(event).join(' ')}`;
    // A line that wraps would not be cleared.
    if (animated) return spin(truncate(text, width()));
    if (performance.now() - lastPlainProgress < PLAIN_PROGRESS_EVERY_MS) return;
    lastPlainProgress = performance.now();
    stderr.write(`${text}\n`);
  };

  return {
    emit(given) {
      const event = plainValue(given);
      if (event.type === 'step') return onStep(event);
      if (event.type === 'progress') return onProgress(event);
      if (event.type === 'object') return onObject(event);
      if (event.type === 'error') stopSpinner();
      print(event);
    },
    close: stopSpinner,
  };
}
