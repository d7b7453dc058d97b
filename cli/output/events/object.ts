import type { ChalkInstance } from 'chalk';
import type { Static } from 'typebox';
import { oneLine } from '../text/format.ts';
import { truncate } from '../text/text-width.ts';
import { defineEvent } from './define/definition.ts';
import { MARKS, OBJECT_STATES } from './define/object-states.ts';
import { eventSchema, nullable, oneOf, string } from './define/schema.ts';

const schema = eventSchema('object', {
  step: string(),
  kind: string(),
  name: string(),
  status: oneOf([...OBJECT_STATES]),
  message: string(),
  condition: nullable(string()),
});
type ObjectEvent = Static<typeof schema>;

/** What one object of a cluster does while it is waited for. */
export const object = defineEvent({
  schema,
  stream: 'stderr',
  text: ({ kind, name, status, message }, { style }) => [
    `${MARKS[status](style)} ${kind}/${name} ${oneLine(message)}`,
  ],
  isDetail: () => true,
});

/** One line per object; when there is too little room, ready objects are left out first. */
export function renderObjects(
  events: readonly ObjectEvent[],
  { room, width, style }: { room: number; width: number; style: ChalkInstance },
): string[] {
  const order = { failed: 0, 'in-progress': 1, current: 2 } as const;
  const shown = new Set(events.toSorted((a, b) => order[a.status] - order[b.status]).slice(0, room));
  const lines = events
    .filter((event) => shown.has(event))
    .map(
      (event) =>
        `  ${MARKS[event.status](style)} ${truncate(`${event.kind}/${event.name} ${oneLine(event.message)}`, width - 4)}`,
    );
  const hidden = events.length - shown.size;
  return hidden > 0 ? [...lines, `  and ${hidden} more`] : lines;
}
