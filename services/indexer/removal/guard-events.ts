import type { ProfileRecord } from '#contract/profile-record.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import type { PendingEvent } from '../pipeline/batch.ts';
import { namesOfEvent } from './names-of-event.ts';
import { lastReadAt, namesOfRecord } from './names-of-record.ts';
import type { RemovalRequest } from './remove-people.ts';

/** Keeps people who were removed from coming back with an event. */
export interface EventGuard {
  /**
   * The events that are accepted, in order, and the version of the list that decided. An earlier attempt may have written
   * an event that is refused now and have ended before it could recheck: `isAgain`, and for one event `repeated`. What it
   * wrote is removed first.
   */
  admit(
    events: readonly PendingEvent[],
    isAgain: boolean,
  ): Promise<{ admitted: PendingEvent[]; version: number }>;
  /**
   * Call it after the events that `version` admitted were written, with the records that they became: removes again what
   * a removal at the same time has not seen. An event may know only a handle, and the removal has then deleted what
   * linked the handle to the record: the record itself says whose it is. Rejects with the errors of the ports; then the
   * events must be processed again.
   */
  recheck(events: readonly PendingEvent[], written: readonly ProfileRecord[], version: number): Promise<void>;
  /** Runs a batch, from `admit` to `recheck`. */
  around<T>(batch: () => Promise<T>): Promise<T>;
  /** Resolves when the batches that run now have ended: they may have been admitted by an older list. */
  settled(): Promise<void>;
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

  const batches = new Set<Promise<void>>();

  return {
    async admit(events, isAgain) {
      if (suppressions.version() === -1) await suppressions.load();
      const version = suppressions.version();
      const refusals = events.map(refusalOf);
      const doubtful = refusals.filter((_, i) => isAgain || events[i]?.repeated === true);
      const requests = doubtful.filter((request) => request !== undefined);
      if (requests.length > 0) await remove(requests);
      return { admitted: events.filter((_, i) => refusals[i] === undefined), version };
    },
    async recheck(events, written, version) {
      if (events.length === 0 || (await suppressions.load()) === version) return;
      const requests = [...written.map(refusalOfRecord), ...events.map(refusalOf)].filter(
        (request) => request !== undefined,
      );
      if (requests.length > 0) await remove(requests);
    },
    around(batch) {
      const running = batch();
      const ended = running
        .then(
          () => {},
          () => {},
        )
        .finally(() => batches.delete(ended));
      batches.add(ended);
      return running;
    },
    async settled() {
      await Promise.all(batches);
    },
  };
}
