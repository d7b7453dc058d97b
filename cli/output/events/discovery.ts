import type { Static } from 'typebox';
import { formatCount, oneLine } from '../text/format.ts';
import { defineEvent } from './define/definition.ts';
import { array, eventSchema, integer, nullable, object, oneOf, optional, string } from './define/schema.ts';

const dropped = object({
  few_followers: optional(integer()),
  gone: optional(integer()),
  moved: optional(integer()),
  opted_out: optional(integer()),
  unreadable: optional(integer()),
});

const schema = eventSchema('discovery', {
  id: string(),
  source: string(),
  topic: nullable(string()),
  seeds: array(string()),
  limit: integer(),
  min_followers: integer(),
  state: oneOf(['finding', 'reading', 'done', 'failed', 'cancelled']),
  /** Distinct accounts found. */
  found: integer(),
  /** Accounts that were read. */
  read: integer(),
  /** Profiles that the queue has accepted. */
  kept: integer(),
  /** Accounts that were read and not kept, by reason. */
  dropped,
  reason: nullable(string()),
  /** A budget is used up: it continues by itself at this time, epoch milliseconds. */
  paused_until: optional(nullable(integer())),
  /** What the source's daily budget allows until it is renewed, and what it counts. */
  budget_left: optional(nullable(integer())),
  budget_unit: optional(string()),
  /** Ways to find accounts that gave nothing, and why. */
  refused: optional(array(object({ seed: nullable(string()), reason: string() }))),
  /** Epoch milliseconds. */
  started_at: integer(),
  updated_at: integer(),
});
type Discovery = Static<typeof schema>;

/** A discovery as it is now. While it runs, the text is in the progress of its step. */
export const discovery = defineEvent({
  schema,
  stream: 'stdout',
  text: (event) => (isRunning(event) ? [] : [renderDiscovery(event)]),
});

function isRunning({ state, paused_until }: Discovery): boolean {
  return (state === 'finding' || state === 'reading') && paused_until == null;
}

function renderDiscovery(event: Discovery): string {
  const about = event.topic === null ? event.seeds.map(oneLine).join(', ') : `"${oneLine(event.topic)}"`;
  const state = {
    cancelled: 'stopped, ',
    failed: 'failed, ',
    done: '',
    finding: 'paused, ',
    reading: 'paused, ',
  }[event.state];
  return `${event.source} ${about}: ${state}${formatCount(event.kept)} kept; ${describeDiscovery(event)}`;
}

/** `812 found, 40 dropped (30 few followers, 10 gone), 2,900 requests left`. */
export function describeDiscovery(
  event: Pick<Discovery, 'found' | 'dropped' | 'budget_left' | 'budget_unit'>,
): string {
  const reasons = Object.entries(event.dropped).filter(([, count]) => (count ?? 0) > 0);
  const total = reasons.reduce((sum, [, count]) => sum + (count ?? 0), 0);
  const why = reasons.map(([reason, count]) => `${formatCount(count ?? 0)} ${reason.replaceAll('_', ' ')}`);
  return [
    `${formatCount(event.found)} found`,
    ...(total === 0 ? [] : [`${formatCount(total)} dropped (${why.join(', ')})`]),
    ...(event.budget_left == null
      ? []
      : [`${formatCount(event.budget_left)} ${event.budget_unit ?? 'requests'} left`]),
  ].join(', ');
}
