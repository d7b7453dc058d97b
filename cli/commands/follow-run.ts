import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '#cli/context.ts';
import { AbortError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import type { Event, EventSink } from '#cli/output/events/events.ts';
import { note, step } from '#cli/output/events/events.ts';
import { queueOf, waitUntilSearchable } from './import/wait-until-searchable.ts';

/** A kind of work that runs in the instance, and how a command shows it. */
export interface RunKind<Status extends { id: string }> {
  /** The command, which takes `--resume` and `--stop`. */
  command: 'discover' | 'refresh';
  /** `Discovery`, for a person. */
  name: string;
  /** `/discoveries`. */
  path: string;
  isRunning(status: Status): boolean;
  /** Profiles that are done. */
  count(status: Status): number;
  /** The message at the start and the end of the step; `null` when it did not succeed. */
  started(status: Status): string;
  done(status: Status): string | null;
  toEvent(status: Status): Event;
  /** `here` counts the profiles since this command follows the run, for `elapsedMs`. */
  toProgress(status: Status, here: number, elapsedMs: number): Event;
  /** Notes about a run that did not fail. */
  notes(status: Status): readonly Event[];
  /** Throws an `OperationError` when the run failed. */
  check(status: Status): void;
  /** What stopping the run leaves. */
  onStop: string;
}

const ASK_TIMEOUT_MS = 30_000;
/** Between two questions to the instance. */
const POLL_MS = 400;

/** Reads the state of a run, or stops it. */
export function askRun<Status extends { id: string }>(
  { path, name }: RunKind<Status>,
  client: InstanceClient,
  { id, method, context }: { id: string; method: 'GET' | 'DELETE'; context: Context },
): Promise<Status> {
  const signal = context.deadline(ASK_TIMEOUT_MS);
  return client.json<Status>('admin', `${path}/${encodeURIComponent(id)}`, name, { method, signal });
}

/**
 * Shows a run until its results are searchable. Throws what `check` throws. When the person stops the command, the run
 * continues in the instance.
 */
export async function followRun<Status extends { id: string }>(
  kind: RunKind<Status>,
  started: Status,
  context: Context,
  sink: EventSink,
): Promise<void> {
  const client = await context.client();
  const signal = context.deadline(null);
  try {
    const { dead } = await queueOf(client, signal);
    const finished = await untilOver(kind, { client, started, signal, sink });
    if (kind.count(finished) > 0) await waitUntilSearchable(client, context, sink, dead);
    sink.emit(kind.toEvent(finished));
    kind.check(finished);
    for (const one of kind.notes(finished)) sink.emit(one);
  } catch (error) {
    if (signal.reason instanceof AbortError) noteThatItContinues(kind, started.id, sink);
    throw error;
  }
}

async function untilOver<Status extends { id: string }>(
  kind: RunKind<Status>,
  {
    client,
    started,
    signal,
    sink,
  }: { client: InstanceClient; started: Status; signal: AbortSignal; sink: EventSink },
): Promise<Status> {
  const working = step(kind.command, kind.started(started));
  sink.emit(working.started);
  const since = performance.now();
  let status = started;
  let shown = '';
  while (kind.isRunning(status)) {
    const key = JSON.stringify(status);
    if (key !== shown) {
      sink.emit(kind.toEvent(status));
      const here = kind.count(status) - kind.count(started);
      sink.emit(kind.toProgress(status, here, performance.now() - since));
    }
    shown = key;
    await sleep(POLL_MS, undefined, { signal });
    status = await client.json<Status>('admin', `${kind.path}/${status.id}`, kind.name, { signal });
  }
  const message = kind.done(status);
  if (message !== null) sink.emit(working.done(message));
  return status;
}

function noteThatItContinues(
  { command, name, onStop }: Pick<RunKind<never>, 'command' | 'name' | 'onStop'>,
  id: string,
  sink: EventSink,
): void {
  const what = name.toLowerCase();
  sink.emit(
    note(`${what}_continues`, `The ${what} continues in the instance`, {
      text: 'follow it',
      command: [command, '--resume', id],
    }),
  );
  sink.emit(note(`${what}_stop`, onStop, { text: 'stop it', command: [command, '--stop', id] }));
}
