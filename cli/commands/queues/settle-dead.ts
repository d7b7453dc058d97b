import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { confirm } from '#cli/instance/confirm.ts';
import { formatCount } from '#cli/output/text/format.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import type { DeadLettersDone, DeadLettersSelection } from '#contract/queues.ts';
import type { DeadSelection } from './dead-selection.ts';
import { readDead } from './dead-selection.ts';

const SETTLE_TIMEOUT_MS = 120_000;

/** Retries dead letters, or deletes them after a question. Returns the exit code: 1 when the answer is no. */
export async function settleDead(
  verb: 'retry' | 'discard',
  client: InstanceClient,
  selection: DeadSelection,
  { yes }: { yes?: boolean },
  context: Context,
): Promise<number> {
  const { output } = context;
  const signal = context.deadline(SETTLE_TIMEOUT_MS);
  const meant = await countDead(client, selection, signal);
  const some = meant.filter(({ count }) => count > 0);
  if (verb === 'discard' && some.length > 0 && !yes && !(await askFirst(some, context))) {
    output.remark('Nothing was deleted.');
    return 1;
  }

  const done: DeadLettersDone[] = [];
  for (const { queue, ids } of some) {
    const body: DeadLettersSelection = ids === null ? {} : { ids: [...ids] };
    done.push(
      await client.json('admin', `/queues/${queue}/dead/${verb}`, `Dead letters of ${queue}`, {
        method: 'POST',
        json: body,
        signal,
      }),
    );
  }
  const told = done.map(({ queue, count }) =>
    verb === 'retry' ? `${queue}: ${letters(count)} queued again` : `${queue}: ${letters(count)} deleted`,
  );
  writeRows(output, { queues: done }, done, () => ({
    lines: told,
    remarks:
      done.length === 0
        ? ['There are no dead letters.']
        : verb === 'retry'
          ? [{ text: 'follow their progress', command: ['queues'] }]
          : [],
  }));
  return 0;
}

async function countDead(client: InstanceClient, selection: DeadSelection, signal: AbortSignal) {
  return Promise.all(
    selection.map(async ({ queue, ids }) => {
      const { total } =
        ids === null ? await readDead(client, queue, { limit: 1 }, signal) : { total: ids.length };
      return { queue, ids, count: total };
    }),
  );
}

async function askFirst(
  meant: readonly { queue: string; count: number }[],
  { stdin, output, signal }: Context,
): Promise<boolean> {
  const what = meant.map(({ queue, count }) => `${letters(count)} of ${queue}`).join(' and ');
  if (stdin().isTTY !== true) {
    throw new UserError(
      `Deleting ${what} cannot be undone. Confirmation is required, but there is no terminal`,
      {
        code: 'confirmation_needed',
        hint: { text: 'repeat the command with --yes' },
      },
    );
  }
  return confirm(`Delete ${what}? This cannot be undone.`, { stdin, output, signal });
}

function letters(count: number): string {
  return `${formatCount(count)} dead letter${count === 1 ? '' : 's'}`;
}
