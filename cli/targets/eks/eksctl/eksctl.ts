import { closeSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf } from '#cli/instance/process-birth.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event } from '#cli/output/events/events.ts';
import type { Env } from '#cli/settings/settings.ts';
import { makeFolder } from '#lib/files/make-folder.ts';
import { createLineSplitter } from '#lib/text/lines.ts';
import { writePrivate } from '../state.ts';
import type { EksctlComplaint } from './eksctl-log.ts';
import { readComplaint, readEksctlLine } from './eksctl-log.ts';
import { missingEksctl } from './eksctl-version.ts';

export interface EksctlOptions {
  /** Folder of the instance, with the log and the state of the process. */
  folder: string;
  env: Env;
  clock: () => number;
}

export interface EksctlEnd extends EksctlComplaint {
  /** `null` when a signal ended it. */
  code: number | null;
  /** Path of its log. */
  log: string;
  elapsedMs: number;
}

/** An eksctl process of this command, or of an earlier one that was killed. */
export interface EksctlProcess {
  pid: number;
  /** Start time of the process: its pid may be reused later. */
  birth: string;
  args: readonly string[];
  log: string;
}

/** Time to stop after SIGINT. */
const STOP_GRACE_MS = 10_000;
const CHUNK = 65_536;

/**
 * Runs eksctl in its own process group, so that Ctrl-C reaches it only through this command. It writes into a file, so that it
 * can outlive this command and the next one can follow it. Yields its lines as events, and returns its result, also a
 * failure. When the signal aborts, eksctl gets SIGINT, and the generator ends after it.
 */
export async function* runEksctl(
  options: EksctlOptions,
  { args, step, signal }: { args: readonly string[]; step: string; signal: AbortSignal },
): AsyncGenerator<Event, EksctlEnd> {
  signal.throwIfAborted();
  const { folder, env, clock } = options;
  const started = clock();
  const logs = join(folder, 'logs');
  makeFolder(logs);
  const stamp = new Date(started).toISOString().replaceAll(/[:.]/g, '-');
  const log = join(logs, `eksctl-${stamp}-${args.slice(0, 2).join('-')}.log`);
  // execa passes any descriptor on. Its types allow only the first ten.
  const file = openSync(log, 'ax', 0o600) as 3;
  const { execa } = await import('execa');
  const child = execa('eksctl', [...args, '-C', 'false'], {
    detached: true,
    cleanup: false,
    reject: false,
    stdin: 'ignore',
    stdout: file,
    stderr: file,
    env: env as Record<string, string>,
    extendEnv: false,
  });
  closeSync(file);
  if (child.pid !== undefined) await noteProcess(folder, { pid: child.pid, args, log });
  const stop = () => stopProcess(child.pid);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    yield* tail(log, step, child);
    const { exitCode, cause } = await child;
    if ((cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') throw missingEksctl(cause);
    rmSync(join(folder, PROCESS_FILE), { force: true });
    const complaint = readComplaint(readFileSync(log, 'utf8'));
    return { ...complaint, code: exitCode ?? null, log, elapsedMs: clock() - started };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const PROCESS_FILE = 'eksctl.json';
/** How often the output of eksctl is read. */
const LOOK_MS = 250;

async function noteProcess(folder: string, process: Omit<EksctlProcess, 'birth'>): Promise<void> {
  const birth = await birthOf(process.pid);
  if (birth !== null)
    writePrivate(join(folder, PROCESS_FILE), `${JSON.stringify({ ...process, birth }, null, 2)}\n`);
}

/** The running eksctl of an earlier command; `null` without one. */
export async function findEksctl(folder: string): Promise<EksctlProcess | null> {
  let known: EksctlProcess;
  try {
    known = JSON.parse(readFileSync(join(folder, PROCESS_FILE), 'utf8')) as EksctlProcess;
  } catch {
    return null;
  }
  return (await birthOf(known.pid)) === known.birth ? known : null;
}

/** SIGINT to the whole group, then SIGKILL. */
export function stopProcess(pid: number | undefined): void {
  if (pid === undefined) return;
  signalGroup(pid, 'SIGINT');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), STOP_GRACE_MS).unref();
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** The lines of a growing file, until the process that writes it has ended. */
async function* tail(path: string, step: string, child: PromiseLike<unknown>): AsyncGenerator<Event> {
  const file = openSync(path, 'r');
  let wake = Promise.withResolvers<void>();
  let over = false;
  const look = () => wake.resolve();
  // File system events are a scarce resource of the machine, and may be used up by other programs.
  const looking = setInterval(look, LOOK_MS);
  void child.then(() => {
    over = true;
    look();
  }, look);
  const buffer = Buffer.alloc(CHUNK);
  const splitter = createLineSplitter();
  const told = (lines: readonly string[]) =>
    lines.flatMap((line) => {
      const read = readEksctlLine(line);
      return read ? [event({ type: 'tool', tool: 'eksctl', step, ...read })] : [];
    });
  try {
    for (;;) {
      const last = over;
      for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer))
        yield* told(splitter.push(buffer.subarray(0, bytes)));
      if (last) {
        yield* told(splitter.end());
        return;
      }
      await wake.promise;
      wake = Promise.withResolvers();
      if (over) look();
    }
  } finally {
    clearInterval(looking);
    closeSync(file);
  }
}
