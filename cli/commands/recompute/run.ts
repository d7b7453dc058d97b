import type { Run } from '#cli/command.ts';
import { OperationError } from '#cli/errors.ts';
import { event, step } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { RecomputeLine } from '#contract/recompute.ts';
import { queueOf, waitUntilSearchable } from '../import/wait-until-searchable.ts';

/** Queues all profiles, then waits until the figures of all of them are new. */
export const run: Run<object> = async (_input, context) => {
  const sink = await context.output.events();
  const client = await context.client();
  const signal = context.deadline(null);
  const { dead } = await queueOf(client, signal);
  const queueing = step('recompute', 'Queueing the profiles');
  sink.emit(queueing.started);
  const started = performance.now();
  for await (const line of client.lines<RecomputeLine>('/recompute', 'Recompute', {
    method: 'POST',
    signal,
  })) {
    if (line.type === 'failed') {
      throw new OperationError(line.message, { code: line.code, hint: { command: ['recompute'] } });
    }
    if (line.type === 'done') {
      sink.emit(queueing.done(`Queued ${formatCount(line.queued)} profiles`));
      await waitUntilSearchable(client, context, sink, dead);
      return 0;
    }
    sink.emit(
      event({
        type: 'progress',
        step: 'recompute',
        done: line.queued,
        total: line.total,
        unit: 'profiles',
        fraction: line.total === 0 ? null : line.queued / line.total,
        rate: line.queued / ((performance.now() - started) / 1_000),
        remaining_ms: null,
      }),
    );
  }
  throw new OperationError('The connection to the instance closed before all profiles were queued', {
    code: 'answer_broken_off',
    hint: { text: 'check the instance, then repeat the command', command: ['status'] },
  });
};
