import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '#cli/context.ts';
import { AbortError, OperationError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import type { Event, EventSink } from '#cli/output/events/events.ts';
import { event, note, step } from '#cli/output/events/events.ts';
import { describeOutcomes } from '#cli/output/events/refresh.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { RefreshStatus } from '#contract/refresh.ts';
import { queueOf, waitUntilSearchable } from '../import/wait-until-searchable.ts';

/** Between two questions to the instance. */
const POLL_MS = 400;

/**
 * Shows a refresh until its results are searchable. Throws an `OperationError` when it failed. When the person stops the
 * command, the refresh continues in the instance.
 */
export async function followRefresh(
  started: RefreshStatus,
  context: Context,
  sink: EventSink,
): Promise<void> {
  const client = await context.client();
  const signal = context.deadline(null);
  try {
    const { dead } = await queueOf(client, signal);
    const finished = await untilOver(client, started, signal, sink);
    if (finished.done > 0) await waitUntilSearchable(client, context, sink, dead);
    sink.emit(refreshEvent(finished));
    if (finished.state === 'failed') {
      throw new OperationError(`The refresh failed: ${finished.reason ?? 'unknown reason'}`, {
        code: 'refresh_failed',
        hint: { command: ['sources'] },
      });
    }
  } catch (error) {
    if (signal.reason instanceof AbortError) {
      const { id } = started;
      sink.emit(
        note('refresh_continues', 'The refresh continues in the instance', {
          text: 'follow it',
          command: ['refresh', '--resume', id],
        }),
      );
      sink.emit(
        note('refresh_stop', 'Refreshed profiles stay as they are', {
          text: 'stop it',
          command: ['refresh', '--stop', id],
        }),
      );
    }
    throw error;
  }
}

async function untilOver(
  client: InstanceClient,
  started: RefreshStatus,
  signal: AbortSignal,
  sink: EventSink,
): Promise<RefreshStatus> {
  const working = step('refresh', 'Refreshing profiles');
  sink.emit(working.started);
  const since = performance.now();
  let status = started;
  let shown = '';
  while (status.state === 'reading') {
    const key = JSON.stringify(status);
    if (key !== shown) {
      sink.emit(refreshEvent(status));
      sink.emit(progressOf(status, status.done - started.done, performance.now() - since));
    }
    shown = key;
    await sleep(POLL_MS, undefined, { signal });
    status = await client.json<RefreshStatus>('admin', `/refreshes/${status.id}`, 'Refresh', { signal });
  }
  sink.emit(working.done(`Refreshed ${formatCount(status.done)} profiles`));
  return status;
}

export function refreshEvent(status: RefreshStatus): Event {
  return event({ type: 'refresh', ...status });
}

function progressOf(status: RefreshStatus, doneHere: number, elapsedMs: number): Event {
  const { done, total } = status;
  const rate = elapsedMs > 0 && doneHere > 0 ? doneHere / (elapsedMs / 1_000) : null;
  return event({
    type: 'progress',
    step: 'refresh',
    done,
    total,
    unit: 'profiles',
    fraction: total === null || total === 0 ? null : Math.min(1, done / total),
    rate,
    remaining_ms: rate === null || total === null ? null : (Math.max(0, total - done) / rate) * 1_000,
    detail: describeOutcomes(status),
  });
}
