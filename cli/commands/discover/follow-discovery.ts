import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '#cli/context.ts';
import { AbortError, OperationError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { describeDiscovery } from '#cli/output/events/discovery.ts';
import type { Event, EventSink } from '#cli/output/events/events.ts';
import { event, note, step } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { DiscoveryStatus } from '#contract/discovery.ts';
import { queueOf, waitUntilSearchable } from '../import/wait-until-searchable.ts';

/** Between two questions to the instance. */
const POLL_MS = 400;

/**
 * Shows a discovery until its profiles are searchable. Throws an `OperationError` when it failed or found nothing. When
 * the person stops the command, the discovery continues in the instance.
 */
export async function followDiscovery(
  started: DiscoveryStatus,
  context: Context,
  sink: EventSink,
): Promise<DiscoveryStatus> {
  const client = await context.client();
  const signal = context.deadline(null);
  try {
    const { dead } = await queueOf(client, signal);
    const finished = await untilOver(client, started, signal, sink);
    if (finished.kept > 0) await waitUntilSearchable(client, context, sink, dead);
    sink.emit(discoveryEvent(finished));
    refuseFruitless(finished);
    return finished;
  } catch (error) {
    if (signal.reason instanceof AbortError) for (const one of continuesNotes(started)) sink.emit(one);
    throw error;
  }
}

async function untilOver(
  client: InstanceClient,
  started: DiscoveryStatus,
  signal: AbortSignal,
  sink: EventSink,
): Promise<DiscoveryStatus> {
  const about = started.topic === null ? started.seeds.join(', ') : `"${started.topic}"`;
  const working = step('discover', `Discovering ${about} on ${started.source}`);
  sink.emit(working.started);
  const since = performance.now();
  let status = started;
  let shown = '';
  while (status.state === 'finding' || status.state === 'reading') {
    const key = JSON.stringify(status);
    if (key !== shown) {
      const elapsed = performance.now() - since;
      sink.emit(discoveryEvent(status));
      sink.emit(progressOf(status, status.kept - started.kept, elapsed));
    }
    shown = key;
    await sleep(POLL_MS, undefined, { signal });
    status = await client.json<DiscoveryStatus>('admin', `/discoveries/${status.id}`, 'Discovery', {
      signal,
    });
  }
  sink.emit(working.done(`Discovered ${formatCount(status.kept)} profiles on ${status.source}`));
  return status;
}

export function discoveryEvent(status: DiscoveryStatus): Event {
  return event({ type: 'discovery', ...status });
}

function progressOf(status: DiscoveryStatus, keptHere: number, elapsedMs: number): Event {
  const { kept, limit } = status;
  const rate = elapsedMs > 0 && status.state === 'reading' ? keptHere / (elapsedMs / 1_000) : null;
  return event({
    type: 'progress',
    step: 'discover',
    done: kept,
    total: limit,
    unit: 'profiles',
    fraction: Math.min(1, kept / limit),
    rate,
    // The search may end before the limit: a guess would be wrong more often than right.
    remaining_ms: null,
    detail: describeDiscovery(status),
  });
}

function refuseFruitless({ id, state, reason, kept, source, found, min_followers }: DiscoveryStatus): void {
  if (state === 'failed') {
    throw new OperationError(`The discovery on ${source} failed: ${reason ?? 'unknown reason'}`, {
      code: 'discovery_failed',
      hint: { command: ['sources'] },
    });
  }
  if (state !== 'done' || kept > 0) return;
  throw new OperationError(
    found === 0
      ? `${source} has no account for this topic or seed`
      : `None of the ${formatCount(found)} accounts on ${source} could be kept`,
    {
      code: 'nothing_found',
      hint:
        min_followers > 0
          ? { text: 'include smaller accounts', command: ['discover', 'TOPIC', '--min-followers', '0'] }
          : { text: `discovery ${id}: try other words` },
    },
  );
}

function continuesNotes({ id }: DiscoveryStatus): Event[] {
  return [
    note('discovery_continues', 'The discovery continues in the instance', {
      text: 'follow it',
      command: ['discover', '--resume', id],
    }),
    note('discovery_stop', 'Its profiles become searchable as they arrive', {
      text: 'stop it',
      command: ['discover', '--stop', id],
    }),
  ];
}
