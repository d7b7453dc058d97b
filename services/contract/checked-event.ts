import type { ProfileEvent } from './profile-event.ts';

const CHECKED = Symbol('checked event');

/** An event with its posts as `JSON.stringify` writes them. */
export interface EventWithText {
  readonly event: ProfileEvent;
  readonly postsText: string;
}

/** A profile event that fulfils the contract, for a consumer in the same process. */
export interface CheckedEvent {
  readonly [CHECKED]: EventWithText;
}

/** Call it after the event was checked against its schema. Nothing may change the event afterwards. */
export function checkedEvent(event: ProfileEvent, postsText: string): CheckedEvent {
  return { [CHECKED]: { event, postsText } };
}

/** The event of a `CheckedEvent`; `undefined` for anything else. */
export function eventOfContent(content: object | undefined): EventWithText | undefined {
  return content !== undefined && CHECKED in content ? (content as CheckedEvent)[CHECKED] : undefined;
}
