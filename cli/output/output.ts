import type { Hint, Wording } from '#cli/hint.ts';
import type { EventSink } from './events/events.ts';
import type { OutputFormat } from './output-format.ts';
import { pagerOf, pageText } from './page-text.ts';
import type { Room } from './text/fold-hint.ts';
import { foldHint } from './text/fold-hint.ts';
import { foldLine, foldText } from './text/fold-line.ts';
import { csvText, indentLines, jsonText, plainText, styledText } from './text/safe-text.ts';
import type { Writer } from './writer.ts';

/** Where a command writes: results to stdout, everything else to stderr. */
export interface Output {
  format: OutputFormat;
  /** The command writes events, its error included. */
  streamsEvents: boolean;
  quiet: boolean;
  /** Whether stdout is a terminal. */
  tty: boolean;
  /** Width that a line on stdout may have. */
  columns: number;
  /** Width of a table: unlimited where stdout is no terminal, so that nothing is cut on its way to a program. */
  tableWidth: number;
  /** Whether stdout takes colour. */
  color: boolean;
  /** Whether stderr takes colour. */
  errorColor: boolean;
  /** Width of a line on stderr; infinite if stderr is not a terminal. */
  errorWidth: number;
  /** A result. */
  write(text: string): void;
  /** A large result in parts: waits until the reader has taken what was written before. */
  stream(text: string): Promise<void>;
  /** A result as text: in a pager when it is longer than the screen. */
  show(text: string, options: { pager: boolean }): Promise<void>;
  /** Empties the screen of a terminal, for a result that replaces the one before. */
  clear(): void;
  /** Lines for a person, on stderr; left out with `--quiet`. */
  remark(...lines: (string | Hint)[]): void;
  /** A warning; left out with `--quiet`. */
  warn(text: string): void;
  /** A question to a person, without an end of line. */
  ask(text: string): void;
  /** Errors are events too, whatever the format: a CI system reads the run. */
  annotates: boolean;
  /** The sink for a lifecycle command's events, made on first use. */
  events(): Promise<EventSink>;
  words: Wording;
  /** Ends animations. */
  close(): void;
}

export interface OutputOptions {
  format: OutputFormat;
  streamsEvents: boolean;
  quiet: boolean;
  stdout: Writer;
  stderr: Writer;
  words: Wording;
  /** `influscope up`. */
  title: string;
  /**
   * `NO_COLOR`, `FORCE_COLOR`, `TERM`, `COLUMNS`; `PAGER`, `NO_PAGER`; `GITHUB_ACTIONS`, `GITHUB_STEP_SUMMARY`. A pager gets
   * all of it.
   */
  env: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_COLUMNS = 80;

/** How a result of each format is kept from driving the terminal that it may be shown on. */
const SAFE: Readonly<Record<OutputFormat, (text: string) => string>> = {
  text: styledText,
  table: styledText,
  json: jsonText,
  ndjson: jsonText,
  csv: csvText,
};

export function createOutput(options: OutputOptions): Output {
  const { format, streamsEvents, quiet, stdout, stderr, env, words } = options;
  const inActions = env.GITHUB_ACTIONS === 'true';
  let sink: EventSink | undefined;
  const errorWidth = widthOf(stderr);
  const safe = SAFE[format];
  const plain = async (): Promise<EventSink> =>
    format === 'json'
      ? (await import('./sinks/json-sink.ts')).createJsonSink(stdout, words)
      : (await import('./sinks/text-sink.ts')).createTextSink({
          stdout,
          stderr,
          quiet,
          words,
          widths: { stdout: widthOf(stdout), stderr: errorWidth },
          stdoutColor: takesColor(stdout, env),
          stderrColor: takesColor(stderr, env),
        });
  const forActions = async (inner: EventSink): Promise<EventSink> =>
    (await import('./sinks/github-sink.ts')).createGithubSink({
      inner,
      log: format === 'json' ? null : stderr,
      quiet,
      summaryFile: env.GITHUB_STEP_SUMMARY || undefined,
      title: options.title,
      words,
    });
  return {
    format,
    streamsEvents,
    quiet,
    tty: stdout.isTTY === true,
    columns: stdout.columns || Number(env.COLUMNS) || DEFAULT_COLUMNS,
    tableWidth:
      stdout.columns || Number(env.COLUMNS) || (stdout.isTTY ? DEFAULT_COLUMNS : Number.POSITIVE_INFINITY),
    color: takesColor(stdout, env),
    errorColor: takesColor(stderr, env),
    errorWidth,
    write: (text) => void stdout.write(`${safe(text)}\n`),
    stream: (text) => writeAndWait(stdout, text),
    async show(text, { pager }) {
      const isLong = stdout.isTTY === true && stdout.rows !== undefined && countLines(text) >= stdout.rows;
      const program = pager && isLong ? pagerOf(env) : null;
      const shown = program !== null && (await pageText(`${safe(text)}\n`, program));
      if (!shown) stdout.write(`${safe(text)}\n`);
    },
    clear: () => void stdout.write('\u001b[2J\u001b[H'),
    remark(...lines) {
      if (quiet) return;
      for (const line of lines) stderr.write(`${layOut(line, { width: errorWidth, words })}\n`);
    },
    warn: (text) => {
      const mark = takesColor(stderr, env) ? '\u001b[33mwarning:\u001b[39m' : 'warning:';
      const lines = indentLines(plainText(text)).split('\n');
      const folded = lines.flatMap((line, at) => foldLine(at === 0 ? `${mark} ${line}` : line, errorWidth));
      if (!quiet) stderr.write(`${folded.join('\n')}\n`);
    },
    ask: (text) => void stderr.write(foldText(plainText(text), errorWidth).join('\n')),
    annotates: inActions,
    async events() {
      sink ??= inActions ? await forActions(await plain()) : await plain();
      return sink;
    },
    words,
    close: () => sink?.close(),
  };
}

/** A remark, folded if it is wider than the terminal. */
function layOut(remark: string | Hint, room: Room): string {
  if (typeof remark !== 'string') return foldHint('', remark, room).join('\n');
  const lines = plainText(remark).split('\n');
  return lines.flatMap((line) => foldLine(line, room.width)).join('\n');
}

/** Width of a line; infinite if the stream is not a terminal. */
function widthOf({ isTTY, columns }: Writer): number {
  return isTTY === true ? columns || DEFAULT_COLUMNS : Number.POSITIVE_INFINITY;
}

function countLines(text: string): number {
  return text.split('\n').length;
}

async function writeAndWait(stdout: Writer, text: string): Promise<void> {
  if (stdout.write(text) !== false || stdout.once === undefined) return;
  await new Promise<void>((resolve) => void stdout.once?.('drain', resolve));
}

/** https://no-color.org, and the convention of `FORCE_COLOR`. */
export function takesColor(stream: Writer, env: OutputOptions['env']): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}
