import { startDeadline } from '#lib/async/deadline.ts';
import type { Local } from '../local.ts';
import { readLocalState } from '../state.ts';
import { askReadiness } from './ask-readiness.ts';
import { recognize } from './inspect.ts';

const ASK_TIMEOUT_MS = 5_000;

/** Whether a running instance is stopping: a command that was killed may have told it to. */
export async function isEnding({ paths }: Local, signal: AbortSignal): Promise<boolean> {
  using limit = startDeadline(ASK_TIMEOUT_MS, { signal });
  try {
    return (await askReadiness(paths, limit.signal)).draining;
  } catch {
    signal.throwIfAborted();
    const known = readLocalState(paths)?.process;
    return known != null && (await recognize(known)) !== 'ours';
  }
}
