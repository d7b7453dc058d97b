import type { ProfileEvent } from '#contract/profile-event.ts';
import type { ProfileRecord } from '#contract/profile-record.ts';
import type { TextParts } from '#contract/text-parts.ts';
import type { RecordEntry } from '#ports/records.ts';
import type { Alias, EventIdentity } from '../record/alias.ts';

/** A valid event that is being processed. */
export interface PendingEvent {
  event: ProfileEvent;
  identity: EventIdentity;
  /** Its posts as text, where this process wrote them of this very `event`. */
  postsText?: string | undefined;
  /** It was delivered before, and that attempt may have stopped at any point. */
  repeated: boolean;
  /** Trace context of the event's processing; `undefined` while tracing is off. */
  traceparent?: string | undefined;
}

/** What the records hold about the profiles and handles of a batch. */
export interface StoredState {
  /** By handle id. */
  aliases: ReadonlyMap<string, { alias: Alias; entry: RecordEntry }>;
  /** By profile id, those under handles included. */
  profiles: ReadonlyMap<string, RecordEntry>;
}

/** The change to one profile in this batch. */
export interface ProfileChange {
  id: string;
  events: PendingEvent[];
  record: ProfileRecord;
  /** Stored revision; 0 when there is none. */
  revision: number;
  /** The record differs from the stored one. */
  changed: boolean;
  /** Handle ids whose records, at these revisions, have been joined into this one and are deleted. */
  folded: { handle: string; revision: number }[];
  /** Handle ids of the profile with an alias that the record does not name. */
  earlier: ReadonlySet<string>;
  /** Handle ids under which an old document may remain. */
  leftOver: string[];
}

/** A handle whose native id is now known. */
export interface AliasChange {
  handle: string;
  value: string;
  revision: number;
}

/** The text of a record is needed until it is written, and what follows takes longer. */
export interface PlannedProfile {
  change: ProfileChange;
  /** The record as text. */
  value: string;
  /** `value` in parts, where it was made of them. */
  parts?: TextParts | undefined;
}

export interface BatchPlan {
  profiles: PlannedProfile[];
  aliases: AliasChange[];
}
