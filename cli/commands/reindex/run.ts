import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { AbortError, OperationError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import type { Event, EventSink } from '#cli/output/events/events.ts';
import { event, step } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { Target } from '#cli/targets/target.ts';

/** One line of the answer to `POST /reindex`. */
type ReindexLine =
  | { type: 'progress'; documents: number; total?: number }
  | { type: 'done'; documents: number; elapsed_ms: number }
  | { type: 'failed'; code: string; message: string; hint: Hint };

type Progress = Extract<ReindexLine, { type: 'progress' }>;

/** A rebuild writes a new index beside the old one; half an index is useless. */
const RESTARTS: Hint = {
  text: 'the old index stays in use; the next rebuild starts from the beginning',
  command: ['reindex'],
};

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
  try {
    for await (const line of client.lines<ReindexLine>(path, 'Reindex', { method: 'POST', signal })) {
      if (line.type === 'failed')
        throw new OperationError(line.message, { code: line.code, hint: line.hint });
      if (line.type === 'done') {
        sink.emit(rebuilding.done(`Indexed ${formatCount(line.documents)} profiles`));
        return 0;
      }
      sink.emit(describeProgress(line, performance.now() - started));
    }
  } catch (error) {
    if (context.signal.reason instanceof AbortError)
      throw new AbortError(context.signal.reason.signalName, RESTARTS);
    throw error;
  }
  throw new OperationError('The connection to the instance closed before the rebuild finished', {
    code: 'answer_broken_off',
    hint: { text: 'check the instance, then repeat the command', command: ['status'] },
  });
};

/** `total` is missing from instances of earlier versions. */
function describeProgress({ documents, total }: Progress, elapsedMs: number): Event {
  const rate = documents / (elapsedMs / 1_000);
  return event({
    type: 'progress',
    step: 'reindex',
    done: documents,
    total: total ?? null,
    unit: 'profiles',
    fraction: total ? documents / total : null,
    rate,
    remaining_ms: total && rate > 0 ? ((total - documents) / rate) * 1_000 : null,
  });
}

async function ensureRunning(target: Target, context: Context, sink: EventSink): Promise<void> {
  const request = { port: null, until: 'serving', signal: context.deadline(target.patience.upMs) } as const;
  for await (const event of target.up(request)) {
    if (event.type === 'step') sink.emit(event);
  }
}
