import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, lstatSync } from 'node:fs';
import { OperationError } from '#cli/errors.ts';
import { guardWrite } from '#cli/instance/guard-write.ts';
import { birthOf } from '#cli/instance/process-birth.ts';
import type { ProcessNotice } from '#contract/process-start.ts';
import { SERVICES_ENV, SERVICES_NODE_FLAGS } from '#contract/process-start.ts';
import { openNoFollow } from '#lib/files/open-no-follow.ts';
import type { LocalProcess } from '../state.ts';
import { adviseLimit, endedEarly, readConsoleTail } from './explain-end.ts';

export interface StartOptions {
  /** `services/main`, absolute. */
  servicesMain: string;
  /** The child's whole environment. */
  env: Readonly<Record<string, string>>;
  /** File for the output of the process. */
  console: string;
  signal: AbortSignal;
  /** Called as soon as the process exists, before it serves. */
  onSpawn(process: LocalProcess): void;
}

/** A larger file is emptied at the next start. */
const MAX_CONSOLE_BYTES = 1_000_000;

/**
 * Starts the process of the instance, detached, and resolves when it serves. If it fails, the process has ended when this
 * rejects.
 */
export async function startServices(options: StartOptions): Promise<LocalProcess & { port: number }> {
  const { servicesMain, env, signal } = options;
  signal.throwIfAborted();
  const consoleFd = guardWrite(options.console, () =>
    openNoFollow(options.console, consoleMode(options.console)),
  );
  const from = fstatSync(consoleFd).size;
  const child = spawn(process.execPath, [...SERVICES_NODE_FLAGS, servicesMain, 'all'], {
    detached: true,
    stdio: ['ignore', consoleFd, consoleFd, 'ipc'],
    env: { ...SERVICES_ENV, ...env },
  });
  closeSync(consoleFd);
  if (child.pid === undefined) {
    const [cause] = (await once(child, 'error')) as [Error];
    throw new OperationError(`Cannot start ${process.execPath}: ${cause.message}`, {
      code: 'start_failed',
      hint: adviseLimit(cause.message) ?? { command: ['doctor'] },
      cause,
    });
  }
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  // The last notice may be read after the exit is seen, but not after the channel has ended.
  const disconnected = once(child, 'disconnect');

  const known: LocalProcess = {
    pid: child.pid,
    born: await birthOf(child.pid),
    instance: null,
    admin_port: null,
    started_at: new Date().toISOString(),
    version: null,
  };
  const notice = Promise.withResolvers<ProcessNotice>();
  const abort = () => notice.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  child.on('message', (message) => notice.resolve(message as ProcessNotice));
  let serving = false;
  const ended = exit.then(async ([code, by]) => {
    if (serving) return;
    await disconnected;
    const detail = readConsoleTail(options.console, from) || 'they printed no output';
    notice.reject(endedEarly(`, with ${by ?? `code ${code}`}`, detail));
  });
  try {
    options.onSpawn(known);
    const said = await notice.promise;
    if (said.type === 'failed') {
      await ended;
      throw new OperationError(said.message, { code: said.code, hint: said.hint });
    }
    serving = true;
    if (child.connected) child.disconnect();
    child.unref();
    return { ...known, instance: said.instance, admin_port: said.adminPort, port: said.port ?? 0 };
  } catch (error) {
    // It does not serve yet, so there is nothing to drain.
    child.kill('SIGKILL');
    await ended;
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function consoleMode(path: string): 'append' | 'empty' {
  const size = lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size > MAX_CONSOLE_BYTES ? 'empty' : 'append';
}
