import type { Context } from '#cli/context.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { renderDeadBody } from '#cli/output/render/render-dead-body.ts';
import { formatCount } from '#cli/output/text/format.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import { MAX_DEAD_BODIES } from '#contract/limits.ts';
import type { DeadSelection } from './dead-selection.ts';
import { readDead } from './dead-selection.ts';

const DEFAULT_LIMIT = 20;

/** Dead letters with their messages. */
export async function showDead(
  client: InstanceClient,
  selection: DeadSelection,
  { limit = DEFAULT_LIMIT, signal }: { limit: number | undefined; signal: AbortSignal },
  { output, clock }: Pick<Context, 'output' | 'clock'>,
): Promise<void> {
  const shown = Math.min(limit, MAX_DEAD_BODIES);
  const queues = [];
  for (const { queue, ids } of selection)
    queues.push(await readDead(client, queue, { limit: shown, ids, bodies: true }, signal));
  const letters = queues.flatMap(({ queue, dead }) => dead.map((letter) => ({ queue, ...letter })));
  const all = selection.every(({ ids }) => ids === null);
  const total = all ? queues.reduce((sum, queue) => sum + queue.total, 0) : letters.length;
  writeRows(output, { queues }, letters, () => ({
    lines: letters.map((letter) => renderDeadBody(letter, output, clock())),
    remarks:
      letters.length === 0
        ? ['There are no dead letters.']
        : letters.length < total
          ? [
              `The newest ${formatCount(letters.length)} of ${formatCount(total)} dead letters; use --limit or --id for others`,
            ]
          : [],
  }));
}
