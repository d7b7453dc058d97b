import { foldText } from '../text/fold-line.ts';
import { formatDuration } from '../text/format.ts';
import { defineEvent } from './define/definition.ts';
import { markdownTable } from './define/markdown.ts';
import { eventSchema, nullable, number, oneOf, string } from './define/schema.ts';

/** One step of the work; every `started` is followed by `done` or by an `error`. */
export const step = defineEvent({
  schema: eventSchema('step', {
    step: string(),
    status: oneOf(['started', 'done']),
    message: string(),
    elapsed_ms: nullable(number()),
  }),
  stream: 'stderr',
  // The text sink shows a started step as an animation.
  text: ({ status, message, elapsed_ms }, { style, width }) => {
    if (status === 'started') return [];
    const elapsed =
      elapsed_ms !== null && elapsed_ms >= 100 ? style.dim(` (${formatDuration(elapsed_ms)})`) : '';
    return foldText(`${style.green('✔')} ${message}${elapsed}`, width);
  },
  isDetail: () => true,
  markdown(steps, { failed }) {
    const done = new Map(steps.filter(({ status }) => status === 'done').map((event) => [event.step, event]));
    const rows = steps
      .filter(({ status }) => status === 'started')
      .map(({ step: id, message }) => {
        const end = done.get(id);
        const took = end?.elapsed_ms ?? null;
        const mark = end ? '✅' : failed ? '❌' : '⏹️';
        return [mark, end?.message ?? message, took === null ? '' : formatDuration(took)];
      });
    return markdownTable(['', 'step', 'took'], rows);
  },
});
