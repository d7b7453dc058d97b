import type { ProfileEvent } from './profile-event.ts';

const CHECKED = Symbol('checked event');

/** A profile event that fulfils the contract, for a consumer in the same process. */
export interface CheckedEvent {
  readonly [CHECKED]: ProfileEvent;
}

/** Call it after the event was checked against its schema. Nothing may change the event afterwards. */
export function checkedEvent(event: ProfileEvent): CheckedEvent {
  return { [CHECKED]: event };
}

/** The event of a `CheckedEvent`; `undefined` for anything else. */
export function eventOfContent(content: object | undefined): ProfileEvent | undefined {
  return content !== undefined && CHECKED in content ? (content as CheckedEvent)[CHECKED] : undefined;
}
