import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { OperationError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import type { EventSink } from '#cli/output/events/events.ts';
import { event, step } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { Target } from '#cli/targets/target.ts';

/** One line of the answer to `POST /reindex`. */
type ReindexLine =
  | { type: 'progress'; documents: number }
  | { type: 'done'; documents: number; elapsed_ms: number }
  | { type: 'failed'; code: string; message: string; hint: Hint };

export interface ReindexOptions {
  allowShrink?: boolean;
}

/** Starts a stopped instance first: a damaged index may be why it cannot become ready. */
export const run: Run<ReindexOptions> = async ({ options }, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  await ensureRunning(target, context, sink);

  const rebuilding = step('reindex', 'Rebuilding the search index');
  sink.emit(rebuilding.started);
  const client = await context.client();
  const signal = context.deadline(null);
  const path = options.allowShrink ? '/reindex?allow_shrink=true' : '/reindex';
  const started = performance.now();
  for await (const line of client.lines<ReindexLine>(path, 'Reindex', { method: 'POST', signal })) {
    if (line.type === 'failed') throw new OperationError(line.message, { code: line.code, hint: line.hint });
    if (line.type === 'done') {
      sink.emit(rebuilding.done(`Indexed ${formatCount(line.documents)} profiles`));
      return 0;
    }
    sink.emit(
      event({
        type: 'progress',
        step: 'reindex',
        done: line.documents,
        total: null,
        unit: 'profiles',
        fraction: null,
        rate: line.documents / ((performance.now() - started) / 1_000),
        remaining_ms: null,
      }),
    );
  }
  throw new OperationError('The connection to the instance closed before the rebuild finished', {
    code: 'answer_broken_off',
    hint: { text: 'check the instance, then repeat the command', command: ['status'] },
  });
};

async function ensureRunning(target: Target, context: Context, sink: EventSink): Promise<void> {
  const request = { port: null, until: 'serving', signal: context.deadline(target.patience.upMs) } as const;
  for await (const event of target.up(request)) {
    if (event.type === 'step') sink.emit(event);
  }
}
