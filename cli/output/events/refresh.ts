import type { Static } from 'typebox';
import { formatCount, oneLine } from '../text/format.ts';
import { defineEvent } from './define/definition.ts';
import { eventSchema, integer, nullable, object, oneOf, optional, string } from './define/schema.ts';

const schema = eventSchema('refresh', {
  id: string(),
  scope: oneOf(['profiles', 'all', 'stale']),
  state: oneOf(['reading', 'done', 'failed', 'cancelled']),
  /** Profiles to read; `null` where it is not known in advance. */
  total: nullable(integer()),
  done: integer(),
  outcomes: object({
    updated: optional(integer()),
    unchanged: optional(integer()),
    renamed: optional(integer()),
    gone: optional(integer()),
    moved: optional(integer()),
    opted_out: optional(integer()),
    unreadable: optional(integer()),
    skipped: optional(integer()),
  }),
  reason: nullable(string()),
  /** A budget is used up: it continues by itself at this time, epoch milliseconds. */
  paused_until: optional(nullable(integer())),
  /** Epoch milliseconds. */
  started_at: integer(),
  updated_at: integer(),
});
type Refresh = Static<typeof schema>;

/** A refresh as it is now. While it runs, the text is in the progress of its step. */
export const refresh = defineEvent({
  schema,
  stream: 'stdout',
  text: (event) => (event.state === 'reading' && event.paused_until == null ? [] : renderRefresh(event)),
});

function renderRefresh(event: Refresh): string[] {
  const state = { cancelled: 'stopped, ', failed: 'failed, ', done: '', reading: 'paused, ' }[event.state];
  const outcomes = describeOutcomes(event);
  const first = `refresh: ${state}${formatCount(event.done)} profiles${outcomes === '' ? '' : `: ${outcomes}`}`;
  return event.reason === null ? [first] : [first, `  ${oneLine(event.reason)}`];
}

/** `40 updated, 2 renamed, 1 gone`. */
export function describeOutcomes({ outcomes }: Pick<Refresh, 'outcomes'>): string {
  return Object.entries(outcomes)
    .filter(([, count]) => (count ?? 0) > 0)
    .map(([outcome, count]) => `${formatCount(count ?? 0)} ${outcome.replaceAll('_', ' ')}`)
    .join(', ');
}
