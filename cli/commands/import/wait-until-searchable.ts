import type { Context } from '#cli/context.ts';
import { OperationError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { toError } from '#cli/http/problem.ts';
import type { EventSink } from '#cli/output/events/events.ts';
import { event, step, warning } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { PlatformStats, Readiness } from '#contract/health.ts';
import { readText } from '#lib/read-text.ts';

const QUEUE = 'profile-events';
/** Time between two progress reports. */
const ROUND_MS = 1_000;
/** Maximum time without an indexed profile because of a fault, e.g. a full disk. */
const MAX_STUCK_MS = 3_600_000;

/** Waits until all accepted profiles are in the index, and warns about those that became dead letters. */
export async function waitUntilSearchable(
  client: InstanceClient,
  context: Context,
  sink: EventSink,
  deadBefore: number | null = null,
): Promise<void> {
  const signal = context.deadline(null);
  const waiting = step('index', 'Indexing the profiles');
  sink.emit(waiting.started);
  let most = 0;
  let told: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  let movedAt = performance.now();
  for (;;) {
    const answer = await client.answer('admin', `/queues/${QUEUE}/idle?timeout_ms=${ROUND_MS}`, { signal });
    if (answer.statusCode === 204) {
      answer.resume();
      break;
    }
    if (answer.statusCode !== 504) throw await toError(answer, 'Waiting for the index');
    answer.resume();
    const reason = await findObstacle(client, signal);
    if (reason !== null && reason !== told)
      sink.emit(warning('index_waiting', `Indexing is waiting: ${reason}`));
    told = reason ?? told;
    const left = await queueOf(client, signal);
    most = Math.max(most, left.waiting);
    if (left.waiting < least || reason === null) movedAt = performance.now();
    least = Math.min(least, left.waiting);
    if (performance.now() - movedAt >= MAX_STUCK_MS) throw stuck(reason);
    sink.emit(
      event({
        type: 'progress',
        step: 'index',
        done: most - left.waiting,
        total: most,
        unit: 'profiles',
        fraction: most === 0 ? null : (most - left.waiting) / most,
        rate: null,
        remaining_ms: null,
        ...(reason !== null && { waiting: reason }),
      }),
    );
  }
  sink.emit(waiting.done('All profiles are searchable'));
  if (deadBefore === null) return;
  const dead = (await queueOf(client, signal)).dead - deadBefore;
  if (dead > 0) {
    sink.emit(
      warning(
        'dead_letters',
        `${formatCount(dead)} profiles could not be indexed and are kept as dead letters`,
        { text: 'see why', command: ['queues', 'dead', QUEUE] },
      ),
    );
  }
}

/**
 * Why indexing waits, e.g. for a full disk; `null` if it does not. Waiting does not repair a part that has a hint: then this
 * throws. Accepted profiles are kept, and indexed once it is repaired.
 */
async function findObstacle(client: InstanceClient, signal: AbortSignal): Promise<string | null> {
  const answer = await client.answer('admin', '/readyz?verbose', { signal });
  const { checks } = JSON.parse(await readText(answer)) as Readiness;
  const broken = checks.find((check) => !check.ok && check.hint !== undefined);
  if (broken === undefined) return checks.find(({ ok }) => !ok)?.detail ?? null;
  throw new OperationError(
    `Accepted profiles are kept, but cannot be indexed: ${broken.detail ?? broken.name}`,
    { code: 'not_searchable', hint: broken.hint ?? { command: ['status'] } },
  );
}

function stuck(reason: string | null): OperationError {
  return new OperationError(`Accepted profiles are kept, but none was indexed for an hour: ${reason}`, {
    code: 'not_searchable',
    hint: { text: 'indexing continues when this is fixed; check it with', command: ['status'] },
  });
}

/** Messages of the queue that are still to be processed, and dead letters. */
export async function queueOf(
  client: InstanceClient,
  signal: AbortSignal,
): Promise<{ waiting: number; dead: number }> {
  const stats = await client.json<PlatformStats>('admin', '/stats', 'Status', { signal });
  const queue = stats.queues.find(({ name }) => name === QUEUE);
  return {
    waiting: (queue?.ready ?? 0) + (queue?.in_flight ?? 0) + (queue?.delayed ?? 0),
    dead: queue?.dead ?? 0,
  };
}
