import type { ChalkInstance } from 'chalk';
import { Chalk } from 'chalk';
import type { Ora } from 'ora';
import ora from 'ora';
import type { Event, EventOf, EventSink } from '../events/events.ts';
import { renderBill, renderTeardown } from '../render/render-bill.ts';
import { renderDiff, renderObject, renderObjects, renderReceipt } from '../render/render-cluster.ts';
import { renderCost, renderSpending } from '../render/render-cost.ts';
import { renderError } from '../render/render-error.ts';
import { renderImported, renderTableMapping } from '../render/render-import.ts';
import { renderStatus } from '../render/render-status.ts';
import { formatCount, formatDuration, oneLine } from '../text/format.ts';
import { truncate } from '../text/text-width.ts';
import type { Writer } from '../writer.ts';

export interface TextSinkOptions {
  stdout: Writer;
  stderr: Writer;
  quiet: boolean;
  /** Puts commands into the words in which this one was started. */
  word: (text: string) => string;
  stdoutColor: boolean;
  stderrColor: boolean;
}

/** Off a terminal a progress line comes at most this often. */
const PLAIN_PROGRESS_EVERY_MS = 5_000;

/** Events for a person: steps and progress on stderr, what was asked for on stdout. */
export function createTextSink({
  stdout,
  stderr,
  quiet,
  word,
  stdoutColor,
  stderrColor,
}: TextSinkOptions): EventSink {
  const out = new Chalk({ level: stdoutColor ? 1 : 0 });
  const err = new Chalk({ level: stderrColor ? 1 : 0 });
  const animated = stderr.isTTY === true && !quiet;
  let spinner: Ora | undefined;
  let running = '';
  const objects = new Map<string, EventOf<'object'>>();
  let lastPlainProgress = performance.now();

  const stopSpinner = () => {
    spinner?.stop();
    spinner = undefined;
  };
  /** Prints a line above the animation. */
  const line = (stream: Writer, text: string) => {
    const paused = spinner?.isSpinning ? spinner.text : undefined;
    stopSpinner();
    stream.write(`${word(text)}\n`);
    if (paused !== undefined) spin(paused);
  };
  const spin = (text: string) => {
    spinner ??= ora({
      stream: stderr as unknown as NodeJS.WriteStream,
      color: stderrColor ? 'cyan' : false,
      // Ctrl-C has to come as a signal, not be swallowed.
      discardStdin: false,
    }).start();
    spinner.text = text;
  };

  const onStep = (event: EventOf<'step'>) => {
    if (quiet) return;
    lastPlainProgress = performance.now();
    objects.clear();
    if (event.status === 'started') {
      running = event.message;
      if (animated) spin(event.message);
      return;
    }
    stopSpinner();
    const elapsed =
      event.elapsed_ms !== null && event.elapsed_ms >= 100 ? formatDuration(event.elapsed_ms) : '';
    stderr.write(`${err.green('✔')} ${event.message}${elapsed ? err.dim(` (${elapsed})`) : ''}\n`);
  };

  /** On a terminal each object of the step has a line that changes; elsewhere a line comes with each change. */
  const onObject = (event: EventOf<'object'>) => {
    if (quiet) return;
    if (!animated) {
      stderr.write(`${renderObject(event, err)}\n`);
      return;
    }
    objects.set(`${event.kind}/${event.name}`, event);
    const width = (stderr.columns || 80) - 3;
    const room = Math.max(3, (stderr.rows || 24) - 3);
    spin(
      [truncate(running, width), ...renderObjects([...objects.values()], { room, width, style: err })].join(
        '\n',
      ),
    );
  };

  const onProgress = (event: EventOf<'progress'>) => {
    if (quiet) return;
    const text = `${running}: ${describeProgress(event)}`;
    if (animated) {
      // A line that wraps is not cleared.
      spin(truncate(text, (stderr.columns || 80) - 3));
      return;
    }
    if (performance.now() - lastPlainProgress < PLAIN_PROGRESS_EVERY_MS) return;
    lastPlainProgress = performance.now();
    stderr.write(`${text}\n`);
  };

  const onNote = (event: EventOf<'note'>) => {
    if (event.level === 'warn') line(stderr, `${err.yellow('warning:')} ${event.message}`);
    else if (!quiet) line(stderr, event.message);
  };

  const onTool = (event: EventOf<'tool'>) => {
    const said = `${event.tool}: ${event.message}`;
    if (event.level === 'info') {
      if (!quiet) line(stderr, err.dim(said));
    } else line(stderr, event.level === 'warn' ? err.yellow(said) : err.red(said));
  };

  const onError = (event: EventOf<'error'>) => {
    stopSpinner();
    stderr.write(
      word(renderError({ message: event.message, hint: event.hint ?? undefined, color: stderrColor })),
    );
  };

  const emit = (event: Event): void => {
    switch (event.type) {
      case 'step':
        onStep(event);
        break;
      case 'progress':
        onProgress(event);
        break;
      case 'note':
        onNote(event);
        break;
      case 'error':
        onError(event);
        break;
      case 'ready':
        line(stdout, event.url);
        break;
      case 'rejected':
        line(stderr, `${event.name}:${event.line}: ${oneLine(event.reason)}`);
        break;
      case 'imported':
        for (const text of renderImported(event)) line(stdout, text);
        break;
      case 'table':
        if (event.dry_run) for (const text of renderTableMapping(event)) line(stdout, text);
        break;
      case 'check':
        line(stdout, describeCheck(event, out));
        break;
      case 'status':
        line(stdout, renderStatus(event, out));
        break;
      case 'object':
        onObject(event);
        break;
      case 'tool':
        onTool(event);
        break;
      case 'diff':
        for (const text of renderDiff(event, out)) line(stdout, text);
        break;
      case 'spending':
        // What `up` answers is an address, and nothing else.
        if (!quiet) for (const text of renderSpending(event, err)) line(stderr, text);
        break;
      case 'cost':
        for (const text of renderCost(event, out, Date.now())) line(stdout, text);
        break;
      case 'receipt':
        for (const text of event.bill ? renderBill(event.bill, out) : renderReceipt(event, out))
          line(stdout, text);
        break;
      case 'teardown':
        for (const text of renderTeardown(event, err)) line(stderr, text);
        break;
      default:
        event satisfies never;
    }
  };
  return { emit, close: stopSpinner };
}

/** `12,300 of 20,000 (61%), 2,314/s, 3.3 s left`. */
export function describeProgress(event: EventOf<'progress'>): string {
  const percent = event.fraction === null ? '' : ` (${Math.floor(event.fraction * 100)}%)`;
  const whole = event.total === null ? event.unit : `of ${formatCount(event.total)}`;
  return [
    `${formatCount(event.done)} ${whole}${percent}`,
    ...(event.rate === null ? [] : [`${formatCount(Math.round(event.rate))}/s`]),
    ...(event.remaining_ms === null ? [] : [`${formatDuration(event.remaining_ms)} left`]),
  ].join(', ');
}

function describeCheck(event: EventOf<'check'>, style: ChalkInstance): string {
  const mark = { ok: style.green('✔'), warn: style.yellow('!'), fail: style.red('✖') }[event.status];
  return `${mark} ${event.name}: ${event.message}${event.fix ? `\n  fix: ${event.fix}` : ''}`;
}
