import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import type { PendingEvent } from '../pipeline/batch.ts';
import { namesOfEvent } from './names-of-event.ts';
import type { RemovalRequest } from './remove-people.ts';

/** Keeps people who were removed from coming back with an event. */
export interface EventGuard {
  /** The events that are accepted, in order, and the version of the list that decided. */
  admit(events: readonly PendingEvent[]): Promise<{ admitted: PendingEvent[]; version: number }>;
  /**
   * Call it after the events that `version` admitted were written: removes again what a removal at the same time has
   * not seen. Rejects with the errors of the ports; then the events must be processed again.
   */
  recheck(events: readonly PendingEvent[], version: number): Promise<void>;
}

export interface EventGuardDeps {
  suppressions: SuppressionList;
  remove(requests: readonly RemovalRequest[]): Promise<unknown>;
}

export function createEventGuard({ suppressions, remove }: EventGuardDeps): EventGuard {
  const refusalOf = ({ event }: PendingEvent) => {
    const names = namesOfEvent(event);
    const entry = suppressions.refusal(names, event.fetched_at);
    return entry && { names, reason: entry.reason, until: entry.until };
  };

  return {
    async admit(events) {
      if (suppressions.version() === -1) await suppressions.load();
      const version = suppressions.version();
      return { admitted: events.filter((event) => refusalOf(event) === undefined), version };
    },
    async recheck(events, version) {
      if (events.length === 0 || (await suppressions.load()) === version) return;
      const requests = events.map(refusalOf).filter((request) => request !== undefined);
      if (requests.length > 0) await remove(requests);
    },
  };
}
