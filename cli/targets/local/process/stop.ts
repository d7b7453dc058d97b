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
 * Asks the process of the instance to end, waits, and kills it after the grace period. Returns whether it was killed. The
 * process is checked before every signal, so that no signal reaches a later process with the same pid.
 */
export async function stopProcess({
  process: known,
  graceMs,
  signal,
}: StopOptions): Promise<{ killed: boolean }> {
  if (!(await signalIfOurs(known, 'SIGTERM'))) return { killed: false };
  // A stopped process (SIGSTOP, Ctrl-Z) must continue to receive it.
  await signalIfOurs(known, 'SIGCONT');
  if (await waitUntilGone(known, graceMs, signal)) return { killed: false };
  await signalIfOurs(known, 'SIGKILL');
  if (await waitUntilGone(known, KILL_WAIT_MS, signal)) return { killed: true };
  throw new OperationError(`Process ${known.pid} did not exit`, {
    code: 'stop_failed',
    hint: { text: 'show its state', shell: [['ps', '-p', String(known.pid)]] },
  });
}

/** Waits for a process that is already stopping, and kills it after the grace period. */
export async function waitForEnd(known: LocalProcess, graceMs: number, signal: AbortSignal): Promise<void> {
  if (await waitUntilGone(known, graceMs, signal)) return;
  await stopProcess({ process: known, graceMs: 0, signal });
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
      hint: { text: 'run the command as the user who started the instance' },
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
