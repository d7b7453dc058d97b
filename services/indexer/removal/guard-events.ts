import type { ProfileRecord } from '#contract/profile-record.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import type { PendingEvent } from '../pipeline/batch.ts';
import { namesOfEvent } from './names-of-event.ts';
import { lastReadAt, namesOfRecord } from './names-of-record.ts';
import type { RemovalRequest } from './remove-people.ts';

/** Keeps people who were removed from coming back with an event. */
export interface EventGuard {
  /** The events that are accepted, in order, and the version of the list that decided. */
  admit(events: readonly PendingEvent[]): Promise<{ admitted: PendingEvent[]; version: number }>;
  /**
   * Call it after the events that `version` admitted were written, with the records that they became: removes again what
   * a removal at the same time has not seen. An event may know only a handle, and the removal has then deleted what
   * linked the handle to the record: the record itself says whose it is. Rejects with the errors of the ports; then the
   * events must be processed again.
   */
  recheck(events: readonly PendingEvent[], written: readonly ProfileRecord[], version: number): Promise<void>;
}

export interface EventGuardDeps {
  suppressions: SuppressionList;
  remove(requests: readonly RemovalRequest[]): Promise<unknown>;
}

export function createEventGuard({ suppressions, remove }: EventGuardDeps): EventGuard {
  const refuse = (names: PersonNames, readAt: number): RemovalRequest | undefined => {
    const entry = suppressions.refusal(names, readAt);
    return entry && { names, reason: entry.reason, until: entry.until };
  };
  const refusalOf = ({ event }: PendingEvent) => refuse(namesOfEvent(event), event.fetched_at);
  const refusalOfRecord = (record: ProfileRecord) => refuse(namesOfRecord(record), lastReadAt(record));

  return {
    async admit(events) {
      if (suppressions.version() === -1) await suppressions.load();
      const version = suppressions.version();
      return { admitted: events.filter((event) => refusalOf(event) === undefined), version };
    },
    async recheck(events, written, version) {
      if (events.length === 0 || (await suppressions.load()) === version) return;
      const requests = [...written.map(refusalOfRecord), ...events.map(refusalOf)].filter(
        (request) => request !== undefined,
      );
      if (requests.length > 0) await remove(requests);
    },
  };
}
