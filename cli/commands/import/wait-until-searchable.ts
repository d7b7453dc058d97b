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
/** Between two looks at how much is left. */
const ROUND_MS = 1_000;

/** Waits until everything accepted so far is in the index; rows that ended as dead letters are told. */
export async function waitUntilSearchable(
  client: InstanceClient,
  context: Context,
  sink: EventSink,
  deadBefore: number | null = null,
): Promise<void> {
  const signal = context.deadline(null);
  const waiting = step('index', 'Making them searchable');
  sink.emit(waiting.started);
  let most = 0;
  for (;;) {
    const answer = await client.answer('admin', `/queues/${QUEUE}/idle?timeout_ms=${ROUND_MS}`, { signal });
    if (answer.statusCode === 204) {
      answer.resume();
      break;
    }
    if (answer.statusCode !== 504) throw await toError(answer, 'Waiting for the index');
    answer.resume();
    await refuseBrokenParts(client, signal);
    const left = await queueOf(client, signal);
    most = Math.max(most, left.waiting);
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
      }),
    );
  }
  sink.emit(waiting.done('All of them can be found'));
  if (deadBefore === null) return;
  const dead = (await queueOf(client, signal)).dead - deadBefore;
  if (dead > 0) {
    sink.emit(
      warning(
        'dead_letters',
        `${formatCount(dead)} profiles could not be indexed and are kept as dead letters; influscope queues dead ${QUEUE} says why`,
      ),
    );
  }
}

/** A part that waiting does not mend: what was accepted is kept, and goes on once it is mended. */
async function refuseBrokenParts(client: InstanceClient, signal: AbortSignal): Promise<void> {
  const answer = await client.answer('public', '/readyz?verbose', { signal });
  const { checks } = JSON.parse(await readText(answer)) as Readiness;
  const broken = checks.find((check) => !check.ok && check.hint !== undefined);
  if (broken === undefined) return;
  throw new OperationError(
    `What was accepted is kept, but cannot be made searchable: ${broken.detail ?? broken.name}`,
    { code: 'not_searchable', hint: broken.hint ?? 'influscope status' },
  );
}

/** Messages of the queue that are not done yet, and those that never will be. */
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
