import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import type { Queues } from '#contract/queues.ts';
import type { DeadSelection } from './dead-selection.ts';
import { selectDead } from './dead-selection.ts';
import { listDead } from './list-dead.ts';
import { settleDead } from './settle-dead.ts';
import { showDead } from './show-dead.ts';

export interface QueuesOptions {
  show?: boolean;
  retry?: boolean;
  discard?: boolean;
  id?: string[];
  limit?: number;
  yes?: boolean;
}

const QUEUES_TIMEOUT_MS = 30_000;

export const run: Run<QueuesOptions> = async ({ args, options }, context) => {
  const [action, queue] = args;
  if (action === undefined) {
    refuseOptions(options);
    const client = await context.client();
    const report = await client.json<Queues>('admin', '/queues', 'Queues', {
      signal: context.deadline(QUEUES_TIMEOUT_MS),
    });
    const { renderQueues } = await import('#cli/output/render/render-queues.ts');
    writeRows(context.output, report, report.queues, () => renderQueues(report.queues, context.output));
    return 0;
  }
  const client = await context.client();
  const signal = context.deadline(QUEUES_TIMEOUT_MS);
  const selection = await selectDead(client, { queue, ids: options.id }, signal);
  return runDead(client, selection, options, context);
};

async function runDead(
  client: InstanceClient,
  selection: DeadSelection,
  options: QueuesOptions,
  context: Context,
): Promise<number> {
  if (options.retry) return settleDead('retry', client, selection, options, context);
  if (options.discard) return settleDead('discard', client, selection, options, context);
  const request = { limit: options.limit, signal: context.deadline(QUEUES_TIMEOUT_MS) };
  const tell = options.show ? showDead : listDead;
  await tell(client, selection, request, context);
  return 0;
}

/** Options for dead letters need the action `dead`: without it, nothing would be done. */
function refuseOptions(options: QueuesOptions): void {
  const given = (['show', 'retry', 'discard', 'id', 'limit', 'yes'] as const).find(
    (key) => options[key] !== undefined,
  );
  if (given === undefined) return;
  const { id, limit } = options;
  const values = given === 'id' ? (id?.slice(0, 1) ?? []) : given === 'limit' ? [String(limit)] : [];
  throw new UserError(`--${given} applies to dead letters only`, {
    code: 'dead_missing',
    hint: { command: ['queues', 'dead', `--${given}`, ...values] },
  });
}
