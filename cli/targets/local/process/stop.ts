import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError, systemCode } from '#cli/errors.ts';
import type { LocalProcess } from '../state.ts';
import { recognize } from './inspect.ts';

export interface StopOptions {
  process: LocalProcess;
  /** How long it may drain before it is killed. */
  graceMs: number;
  signal: AbortSignal;
}

const POLL_MS = 25;
const KILL_WAIT_MS = 5_000;

/**
 * Asks the platform's process to end, waits, and kills it when the time is up. Answers whether it had to be killed.
 * The process is looked at anew before every signal, so that none goes to a later process with the same pid.
 */
export async function stopProcess({
  process: known,
  graceMs,
  signal,
}: StopOptions): Promise<{ killed: boolean }> {
  if (!(await signalIfOurs(known, 'SIGTERM'))) return { killed: false };
  if (await waitUntilGone(known, graceMs, signal)) return { killed: false };
  await signalIfOurs(known, 'SIGKILL');
  if (await waitUntilGone(known, KILL_WAIT_MS, signal)) return { killed: true };
  throw new OperationError(`Process ${known.pid} cannot be ended`, {
    code: 'stop_failed',
    hint: `ps -p ${known.pid} shows its state`,
  });
}

async function signalIfOurs(known: LocalProcess, name: NodeJS.Signals): Promise<boolean> {
  if ((await recognize(known)) !== 'ours') return false;
  try {
    process.kill(known.pid, name);
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'ESRCH') return false;
    throw new OperationError(`Cannot signal process ${known.pid}: ${(cause as Error).message}`, {
      code: 'stop_failed',
      hint: 'run it as the user who started the platform',
      cause,
    });
  }
}

async function waitUntilGone(known: LocalProcess, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while ((await recognize(known)) === 'ours') {
    if (performance.now() >= deadline) return false;
    await sleep(POLL_MS, undefined, { signal });
  }
  return true;
}
