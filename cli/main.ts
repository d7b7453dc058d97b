import { dirname, extname, join } from 'node:path';
import { COMMANDS } from '#cli/commands/index.ts';
import type { Output } from '#cli/output/output.ts';
import { createOutput } from '#cli/output/output.ts';
import type { OutputFormat } from '#cli/output/output-format.ts';
import { plainText } from '#cli/output/text/safe-text.ts';
import type { Writer } from '#cli/output/writer.ts';
import { pickSettings } from '#cli/settings/registry.ts';
import { loadSettings } from '#cli/settings/settings.ts';
import type { CommandInput, GlobalOptions, Run } from './command.ts';
import type { Context } from './context.ts';
import { createContext } from './context.ts';
import { AbortError, InfluscopeError, systemReason } from './errors.ts';
import type { Wording } from './hint.ts';
import { createWording } from './hint.ts';
import { describeStart } from './how-started.ts';
import { parseCommandLine } from './program.ts';
import { readVersion } from './read-version.ts';
import { onStopSignal } from './stop-signals.ts';

/** The environment of one command line. */
export interface Surroundings {
  /** Without node and script. */
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Opened on first use: opening it takes time. */
  stdin: () => NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: Writer;
  stderr: Writer;
  signal: AbortSignal;
  clock: () => number;
  /** `services/main`, absolute. */
  servicesMain: string;
  /** The product's own folder. */
  root: string;
  /** What is typed to run it: `influscope`, `npx influscope`, … */
  started: string;
  /** Receives the command before it runs, and whether it must run to its end even when its output cannot be written. */
  onCommand?: (mustFinish: boolean) => void;
  /** Receives the error of a command that failed, before it is rendered. */
  onError?: (error: unknown) => void;
}

/** Runs one command line and returns its exit code. All errors are rendered here. */
export async function main(around: Surroundings): Promise<number> {
  const { argv, env, stdout, stderr } = around;
  let globals: GlobalOptions = { debug: argv.includes('--debug') };
  let endsByInterrupt = false;
  let named: string | undefined;
  const words = createWording(around.started, () => named);
  const streams = { stdout, stderr, env, words };
  let context: Context | undefined;
  let output = createOutput({
    format: asksForJson(argv) ? 'json' : 'text',
    streamsEvents: false,
    quiet: false,
    title: 'influscope',
    ...streams,
  });
  try {
    const invocation = parseCommandLine(COMMANDS, argv, {
      version: () => readVersion(around.root),
      write: (text) => void stdout.write(text),
      started: around.started,
      columns: output.columns,
    });
    if (invocation === null) return 0;
    globals = invocation.globals;
    const { definition, args, options } = invocation;
    named = pickSettings(options).name;
    endsByInterrupt = definition.runsWith !== undefined && options[definition.runsWith] === true;
    const [usual] = definition.outputs;
    const format: OutputFormat = globals.json
      ? 'json'
      : usual === undefined
        ? 'text'
        : (globals.output ?? usual);
    const streamsEvents = definition.streamsEvents === true;
    around.onCommand?.(streamsEvents && !endsByInterrupt);
    const title = `influscope ${definition.name}`;
    output = createOutput({ format, streamsEvents, quiet: globals.quiet === true, title, ...streams });
    const settings = await loadSettings({
      flags: pickSettings(options),
      env,
      cwd: around.cwd,
      configPath: globals.config,
    });
    for (const warning of settings.unknown) output.warn(warning);
    context = createContext({
      ...around,
      commands: COMMANDS,
      settings,
      output,
      timeoutMs: globals.timeout,
    });
    const { run } = (await definition.load()) as { run: Run<unknown> };
    const code = await run({ args, options } satisfies CommandInput<unknown>, context);
    if (definition.runsUntilStopped !== true) around.signal.throwIfAborted();
    return code ?? 0;
  } catch (error) {
    const reason = around.signal.aborted && !(error instanceof AbortError) ? around.signal.reason : error;
    around.onError?.(reason);
    if (endsByInterrupt && reason instanceof AbortError)
      return reason.signalName === 'SIGINT' ? 0 : reason.exitCode;
    return await render(reason, output, { debug: globals.debug === true, stderr, words });
  } finally {
    context?.close();
    output.close();
  }
}

async function render(
  error: unknown,
  output: Output,
  { debug, stderr, words }: { debug: boolean; stderr: Writer; words: Wording },
): Promise<number> {
  const known = error instanceof InfluscopeError ? error : undefined;
  const code = known?.code ?? 'bug';
  const exitCode = known?.exitCode ?? 1;
  const text = error instanceof Error ? error.message : String(error);
  const message = known ? text : `This is a bug in influscope: ${text}`;
  const hint = known
    ? known.hint
    : debug
      ? undefined
      : { text: 'repeat the command with --debug and report the output' };
  if (output.format === 'json' || (output.streamsEvents && output.annotates)) {
    const sink = await output.events();
    const causes = known?.findings && { findings: [...known.findings] };
    sink.emit({ v: 1, type: 'error', code, message, hint: hint ?? null, exit_code: exitCode, ...causes });
  } else {
    output.close();
    const { renderError } = await import('#cli/output/render/render-error.ts');
    const room = { width: output.errorWidth, words };
    stderr.write(renderError({ message, hint, color: output.errorColor, room }));
  }
  if (debug) {
    const { inspect } = await import('node:util');
    stderr.write(`${plainText(inspect(error))}\n`);
  }
  return exitCode;
}

/** Whether an error of the command line itself is for a program: the options are not parsed then. */
function asksForJson(argv: readonly string[]): boolean {
  const before = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return before.some(
    (word, index) =>
      word === '--json' ||
      /^(?:-o|--output=)json$/.test(word) ||
      (word === 'json' && ['-o', '--output'].includes(before[index - 1] ?? '')),
  );
}

/** Runs the command line of this process; the launcher calls it. `here` is the path of the file that runs. */
export async function start(here: string): Promise<void> {
  const interrupted = new AbortController();
  onStopSignal(process, (name) => {
    const reason = new AbortError(name);
    // A second request ends the process at once, whatever still hangs.
    if (interrupted.signal.aborted) process.exit(reason.exitCode);
    interrupted.abort(reason);
  });
  let isSaid = false;
  const sayWriteFault = (error: Error) => {
    if (!isSaid) process.stderr.write(`error: Cannot write the output: ${systemReason(error)}\n`);
    isSaid = true;
  };
  let mustFinish = false;
  let writeFault: Error | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of the pipe closed it.
    const isClosed = error.code === 'EPIPE';
    if (mustFinish) {
      if (!isClosed) writeFault ??= error;
      return;
    }
    if (!isClosed) sayWriteFault(error);
    process.exit(process.exitCode || (isClosed ? 0 : 1));
  });
  // Nothing can be said about a failure of the stream that says it.
  process.stderr.on('error', () => {});
  const folder = dirname(here);
  const fromSources = extname(here) === '.ts';
  const { stdout, stderr, env } = process;
  const cwd = process.cwd();
  const root = fromSources ? join(folder, '..') : join(folder, '..', '..');
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env,
    cwd,
    stdin: () => process.stdin,
    stdout,
    stderr,
    signal: interrupted.signal,
    clock: Date.now,
    servicesMain: join(folder, '..', 'services', fromSources ? 'main.ts' : 'main.js'),
    root,
    started: describeStart({ script: process.argv[1] ?? here, env, cwd, root }),
    onCommand(value) {
      mustFinish = value;
    },
  });
  mustFinish = false;
  if (writeFault === undefined) return;
  sayWriteFault(writeFault);
  process.exitCode ||= 1;
}

if (import.meta.main) void start(import.meta.filename);
