import { OperationError, UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { MAX_DEAD_LETTERS } from '#contract/limits.ts';
import type { DeadLetters, Queues } from '#contract/queues.ts';

/** The dead letters that are meant: of which queues, and which of theirs; `ids: null` means all. */
export type DeadSelection = readonly { queue: string; ids: readonly string[] | null }[];

/** Fewer characters of an id than this are no beginning. */
const SHORTEST_BEGINNING = 4;
const MAX_IDS = 100;

/**
 * Finds out which dead letters are meant. Every id has to be one of them, or the beginning of just one; else an
 * error says which is not.
 */
export async function selectDead(
  client: InstanceClient,
  { queue, ids }: { queue: string | undefined; ids: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<DeadSelection> {
  const queues = queue === undefined ? await queueNames(client, signal) : [queue];
  if (ids === undefined) return queues.map((name) => ({ queue: name, ids: null }));
  if (ids.length > MAX_IDS) {
    throw new UserError(`At most ${MAX_IDS} ids can be named at once`, {
      code: 'too_many_ids',
      hint: 'leave --id out to mean all of a queue',
    });
  }
  const known = await Promise.all(
    queues.map(async (name) => {
      const [exact, newest] = await Promise.all([
        readDead(client, name, { limit: MAX_DEAD_LETTERS, ids }, signal),
        readDead(client, name, { limit: MAX_DEAD_LETTERS }, signal),
      ]);
      return { queue: name, ids: new Set([...exact.dead, ...newest.dead].map(({ id }) => id)) };
    }),
  );
  const all = [...new Set(known.flatMap((one) => [...one.ids]))];
  const meant = new Set(ids.map((id) => resolveId(id, all)));
  return known
    .map((one) => ({ queue: one.queue, ids: [...one.ids].filter((id) => meant.has(id)) }))
    .filter((one) => one.ids.length > 0);
}

/** The dead letters of one queue, the newest first. */
export function readDead(
  client: InstanceClient,
  queue: string,
  options: { limit: number; ids?: readonly string[] | null; bodies?: boolean },
  signal: AbortSignal,
): Promise<DeadLetters> {
  const query = new URLSearchParams({ limit: String(options.limit) });
  for (const id of options.ids ?? []) query.append('id', id);
  if (options.bodies) query.set('bodies', 'true');
  return client.json('admin', `/queues/${queue}/dead?${query}`, `Dead letters of ${queue}`, { signal });
}

async function queueNames(client: InstanceClient, signal: AbortSignal): Promise<string[]> {
  const { queues } = await client.json<Queues>('admin', '/queues', 'Queues', { signal });
  return queues.map(({ name }) => name);
}

function resolveId(id: string, all: readonly string[]): string {
  if (all.includes(id)) return id;
  const found = id.length < SHORTEST_BEGINNING ? [] : all.filter((one) => one.startsWith(id));
  const [only, ...others] = found;
  if (only === undefined) {
    throw new OperationError(`No dead letter "${id}" is there`, {
      code: 'dead_letter_not_found',
      hint: 'influscope queues dead lists them',
    });
  }
  if (others.length > 0) {
    throw new UserError(`"${id}" is the beginning of ${found.length} ids: ${found.slice(0, 3).join(', ')}`, {
      code: 'ambiguous_id',
      hint: `--id ${only}`,
    });
  }
  return only;
}
