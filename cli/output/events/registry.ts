import type { Static, TObject } from 'typebox';
import { Union } from 'typebox';
import { check } from './check.ts';
import { cost } from './cost.ts';
import type { EventDefinition } from './define/definition.ts';
import { diff } from './diff.ts';
import { discovery } from './discovery.ts';
import { error } from './error.ts';
import { finding } from './finding.ts';
import { imported } from './import/imported.ts';
import { rejected } from './import/rejected.ts';
import { table } from './import/table.ts';
import { note } from './note.ts';
import { object } from './object.ts';
import { progress } from './progress.ts';
import { ready } from './ready.ts';
import { receipt } from './receipt.ts';
import { refresh } from './refresh.ts';
import { spending } from './spending.ts';
import { status } from './status.ts';
import { step } from './step.ts';
import { teardown } from './teardown.ts';
import { tool } from './tool.ts';

/** Every kind of event, in the order of the summary page. A new one is a file and a line here. */
export const EVENTS = {
  spending,
  step,
  progress,
  object,
  tool,
  check,
  finding,
  status,
  diff,
  imported,
  table,
  rejected,
  discovery,
  refresh,
  teardown,
  cost,
  receipt,
  note,
  ready,
  error,
};

type Definitions = typeof EVENTS;
export type EventType = keyof Definitions;
export type EventOf<K extends EventType> = Static<Definitions[K]['schema']>;
/** With `--output json` one of these is a line on stdout. Fields are only ever added under the same `v`. */
export type Event = { [K in EventType]: EventOf<K> }[EventType];

/** The definition of an event's kind. */
export function definitionOf(event: Event): EventDefinition<TObject> {
  return EVENTS[event.type] as unknown as EventDefinition<TObject>;
}

/** The schema of all events. */
export function eventsSchema() {
  return Union(Object.values(EVENTS).map(({ schema }) => schema));
}
