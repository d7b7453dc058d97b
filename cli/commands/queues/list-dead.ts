import type { Context } from '#cli/context.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { renderDead } from '#cli/output/render/render-dead.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import type { DeadSelection } from './dead-selection.ts';
import { readDead } from './dead-selection.ts';

const DEFAULT_LIMIT = 20;

/** A table of dead letters: why, when, after how many attempts. */
export async function listDead(
  client: InstanceClient,
  selection: DeadSelection,
  { limit = DEFAULT_LIMIT, signal }: { limit: number | undefined; signal: AbortSignal },
  { output, clock }: Pick<Context, 'output' | 'clock'>,
): Promise<void> {
  const queues = await Promise.all(
    selection.map(({ queue, ids }) => readDead(client, queue, { limit, ids }, signal)),
  );
  const rows = queues.flatMap(({ queue, dead }) => dead.map((letter) => ({ queue, ...letter })));
  writeRows(output, { queues }, rows, () => renderDead(queues, output, clock()));
}
