import { formatCount, formatDuration } from '../text/format.ts';
import { defineEvent } from './define/definition.ts';
import { eventSchema, integer, nullable, number, optional, string } from './define/schema.ts';

/** How far a step is. */
export const progress = defineEvent({
  schema: eventSchema('progress', {
    step: string(),
    done: integer(),
    total: nullable(integer()),
    unit: string(),
    /** From 0 to 1. */
    fraction: nullable(number()),
    /** Units a second. */
    rate: nullable(number()),
    remaining_ms: nullable(number()),
    /** More counts, as text. */
    detail: optional(string()),
    /** Why nothing moves now: `disk full: 3 MB free, 20 MB needed`. */
    waiting: optional(string()),
  }),
  stream: 'stderr',
  text: (event) => [describeProgress(event)],
  isDetail: () => true,
});

/** `12,300 of 20,000 (61%), 2,314/s, 3.3 s left`. */
function describeProgress(event: {
  done: number;
  total: number | null;
  unit: string;
  fraction: number | null;
  rate: number | null;
  remaining_ms: number | null;
  detail?: string;
  waiting?: string;
}): string {
  const percent = event.fraction === null ? '' : ` (${Math.floor(event.fraction * 100)}%)`;
  const whole = event.total === null ? event.unit : `of ${formatCount(event.total)}`;
  return [
    `${formatCount(event.done)} ${whole}${percent}`,
    ...(event.waiting === undefined ? [] : [`waiting: ${event.waiting}`]),
    ...(event.rate === null ? [] : [`${formatCount(Math.round(event.rate))}/s`]),
    ...(event.remaining_ms === null ? [] : [`${formatDuration(event.remaining_ms)} left`]),
    ...(event.detail === undefined ? [] : [event.detail]),
  ].join(', ');
}
