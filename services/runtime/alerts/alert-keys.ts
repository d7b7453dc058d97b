import type { Alert } from '#contract/alerts/alert.ts';
import type { SavedRecord } from '#contract/saved/saved-search.ts';

/** `watched/SEARCH/PERSON`: what is known about a person of a saved search, beyond the profile. */
export const watchedPrefix = (searchId: string) => `watched/${searchId}/`;
export const watchedKey = (searchId: string, person: string) => watchedPrefix(searchId) + person;

/**
 * State of one person in one saved search. It is written only when it says something that the profile before the next
 * change will not say.
 */
export interface WatchState {
  v: 1;
  /** The id under which the person was first watched. The ids of alerts depend on it, so it stays when the native id becomes known. */
  subject: string;
  /** A match was reported. */
  matched: boolean;
  /** Alerts so far, and whether the growth was above the limit and has not fallen well below it. */
  growth: { count: number; above: boolean } | null;
  /** Alerts so far, and the rate from which a fall counts. */
  engagement: { count: number; from: number; per: string } | null;
  /** Alerts of this state that may not be in the outbox yet. */
  pending: Alert[];
}

export const OUTBOX_PREFIX = 'outbox/';
/** The log of alerts is a receiver, too. */
export const ALERT_LOG = 'log';

/** One alert on its way to one receiver. */
export interface OutboxEntry {
  v: 1;
  search: string;
  subject: string;
  /** Address, or `ALERT_LOG`. */
  to: string;
  alert: Alert;
}

/** In the order in which they are due. `at` in epoch milliseconds. */
export function outboxKey(at: number, alertId: string, place: number): string {
  return `${OUTBOX_PREFIX}${String(at).padStart(15, '0')}/${alertId}/${place}`;
}

export function dueAt(key: string): number {
  return Number(key.slice(OUTBOX_PREFIX.length, OUTBOX_PREFIX.length + 15));
}

/** The entry with another time, and the same place. */
export function postponed(key: string, at: number): string {
  const [, , alertId = '', place = '0'] = key.split('/');
  return outboxKey(at, alertId, Number(place));
}

/** What has to be in the outbox for an alert. The keys are the same each time, so that writing them again adds none. */
export function outboxEntries(
  alert: Alert,
  subject: string,
  search: Pick<SavedRecord, 'id' | 'to'>,
): { key: string; value: string }[] {
  return [ALERT_LOG, ...search.to.map(({ address }) => address)].map((to, place) => {
    const entry: OutboxEntry = { v: 1, search: search.id, subject, to, alert };
    return { key: outboxKey(Date.parse(alert.at), alert.id, place), value: JSON.stringify(entry) };
  });
}

export const LOG_PREFIX = 'alerted/';
export const logKey = (number: number) => `${LOG_PREFIX}${String(number).padStart(15, '0')}`;
/** The number of the last alert in the log. */
export const LOG_HEAD = 'alerted-head';
