import { setTimeout as sleep } from 'node:timers/promises';
import { AbortError, InfluscopeError, NotReadyError, OperationError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import type { Event } from '#cli/output/events/events.ts';
import { warning } from '#cli/output/events/events.ts';
import type { Readiness } from '#contract/health.ts';
import type { Local } from './local.ts';
import { askReadiness } from './process/ask-readiness.ts';
import { adviseLimit, endedEarly, readConsoleTail } from './process/explain-end.ts';
import { readLocalState } from './state.ts';
import { lastWords } from './status.ts';

const READY_POLL_MS = 50;
/** Time that a start without faults may take. */
const UNREMARKABLE_MS = 2_000;

/**
 * Fails immediately if a part reports a hint, because waiting cannot fix it. Yields a warning when a part has a reason to
 * wait that no earlier warning named: parts that are healthy from time to time repeat none, and neither does one whose
 * figures change.
 */
export async function* waitUntilReady(
  local: Local,
  signal: AbortSignal,
  { ask = askReadiness, now = () => performance.now() } = {},
): AsyncGenerator<Event> {
  const startedAt = now();
  let laggards: Readiness['checks'] = [];
  const known = new Set<string>();
  try {
    for (;;) {
      const readiness = await ask(local.paths, signal);
      if (readiness.ready) return;
      laggards = readiness.checks.filter(({ ok }) => !ok);
      if (laggards.some(({ hint }) => hint !== undefined)) throw notReady(laggards);
      const reasons = laggards.map(({ name, detail }) => `${name}: ${detail?.replaceAll(/\d+/g, '0')}`);
      const isNew = reasons.some((reason) => !known.has(reason));
      if (isNew && now() - startedAt >= UNREMARKABLE_MS) {
        const text = describeLaggards(laggards);
        yield warning('ready_waiting', `The instance is not ready yet: ${text}`, adviseRestart(text));
        for (const reason of reasons) known.add(reason);
      }
      await sleep(READY_POLL_MS, undefined, { signal });
    }
  } catch (cause) {
    if (!signal.aborted && !(cause instanceof OperationError)) await explainEnd(local, cause);
    if (signal.reason instanceof AbortError || !signal.aborted || laggards.length === 0)
      throw signal.reason ?? cause;
    throw notReady(laggards, cause);
  }
}

/** Throws with the last fatal log line, or what the process printed, when it has ended meanwhile. */
async function explainEnd(local: Local, cause: unknown): Promise<void> {
  const known = readLocalState(local.paths)?.process;
  const gone = known != null && !(cause instanceof InfluscopeError);
  if (!gone) return;
  const [last] = await lastWords(local, known.started_at, new AbortController().signal);
  const said = last?.detail ?? readConsoleTail(local.paths.console, 0);
  throw endedEarly('', said || 'their log is empty', cause);
}

/** The limits of a running process stay as they were at its start. */
function adviseRestart(text: string): Hint | undefined {
  const advice = adviseLimit(text);
  return advice && { ...advice, command: ['deploy'] };
}

function describeLaggards(laggards: Readiness['checks']): string {
  return laggards.map(({ name, detail }) => `${name} (${detail ?? 'no answer'})`).join(', ');
}

function notReady(laggards: Readiness['checks'], cause?: unknown): NotReadyError {
  const text = describeLaggards(laggards);
  const hint = laggards.find((part) => part.hint !== undefined)?.hint;
  return new NotReadyError(`The instance is running, but not ready: ${text}`, {
    code: 'not_ready',
    hint: hint ?? adviseRestart(text) ?? { command: ['logs'] },
    laggards: laggards.map(({ name }) => name),
    cause,
  });
}
