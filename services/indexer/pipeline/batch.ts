import type { ProfileEvent } from '#contract/profile-event.ts';
import type { RecordEntry } from '#ports/records.ts';
import type { Alias, EventIdentity } from '../record/alias.ts';
import type { ProfileRecord } from '../record/profile-record.ts';

/** A valid event in hand. */
export interface PendingEvent {
  event: ProfileEvent;
  identity: EventIdentity;
  /** It was in hand before, and whoever had it may have stopped anywhere. */
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

/** What becomes of one profile in this batch. */
export interface ProfileChange {
  id: string;
  events: PendingEvent[];
  record: ProfileRecord;
  /** The record as text; written when it is not what is stored. */
  value: string;
  /** Revision stored now; 0 when there is none. */
  revision: number;
  changed: boolean;
  /** Handle ids whose records, at these revisions, have been joined into this one and go. */
  folded: { handle: string; revision: number }[];
  /** Handle ids under which a document may be left over. */
  leftOver: string[];
}

/** A handle whose native id has been learnt. */
export interface AliasChange {
  handle: string;
  value: string;
  revision: number;
}

export interface BatchPlan {
  profiles: ProfileChange[];
  aliases: AliasChange[];
}
