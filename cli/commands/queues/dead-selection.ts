import { OperationError, UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { MAX_DEAD_LETTERS } from '#contract/limits.ts';
import type { DeadLetters, Queues } from '#contract/queues.ts';

/** The selected dead letters by queue; `ids: null` selects all. */
export type DeadSelection = readonly { queue: string; ids: readonly string[] | null }[];

/** Shorter prefixes of an id are not accepted. */
const MIN_PREFIX_LENGTH = 4;
const MAX_IDS = 100;

/**
 * Selects dead letters. Each id has to be one of them, or a prefix of exactly one. Throws an error that names an id that is
 * neither.
 */
export async function selectDead(
  client: InstanceClient,
  { queue, ids }: { queue: string | undefined; ids: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<DeadSelection> {
  const queues = queue === undefined ? await queueNames(client, signal) : [queue];
  if (ids === undefined) return queues.map((name) => ({ queue: name, ids: null }));
  if (ids.length > MAX_IDS) {
    throw new UserError(`At most ${MAX_IDS} ids can be selected at once`, {
      code: 'too_many_ids',
      hint: { text: 'omit --id to select all messages of a queue' },
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
  const found = id.length < MIN_PREFIX_LENGTH ? [] : all.filter((one) => one.startsWith(id));
  const [only, ...others] = found;
  if (only === undefined) {
    throw new OperationError(`There is no dead letter "${id}"`, {
      code: 'dead_letter_not_found',
      hint: { text: 'list them', command: ['queues', 'dead'] },
    });
  }
  if (others.length > 0) {
    throw new UserError(`"${id}" is a prefix of ${found.length} ids: ${found.slice(0, 3).join(', ')}`, {
      code: 'ambiguous_id',
      hint: { text: `--id ${only}` },
    });
  }
  return only;
}
