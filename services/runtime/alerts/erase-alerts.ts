import type { Alert } from '#contract/alerts/alert.ts';
import type { Records } from '#ports/records.ts';
import { readSavedSearches } from '../saved/saved-store.ts';
import type { OutboxEntry } from './alert-keys.ts';
import { LOG_PREFIX, OUTBOX_PREFIX, watchedKey, watchedPrefix } from './alert-keys.ts';

const PAGE_SIZE = 500;

/** The keys of everything that alerts hold about people: states, the outbox and the log. `ids` are all their ids. */
export async function alertKeysOf(records: Records, ids: readonly string[]): Promise<string[]> {
  const searches = await readSavedSearches(records);
  const people = new Set(ids);
  const keys = searches.flatMap(({ id: search }) => ids.map((id) => watchedKey(search, id)));
  for await (const page of records.scan(OUTBOX_PREFIX, { pageSize: PAGE_SIZE })) {
    for (const { key, value } of page) {
      const { subject, alert } = JSON.parse(value) as OutboxEntry;
      if (people.has(subject) || people.has(alert.profile.id)) keys.push(key);
    }
  }
  for (const { key, alert } of await readLog(records)) if (people.has(alert.profile.id)) keys.push(key);
  return keys;
}

/** The alerts in the log that are about a person. */
export async function alertsAbout(records: Records, ids: readonly string[]): Promise<Alert[]> {
  return (await readLog(records)).flatMap(({ alert }) => (ids.includes(alert.profile.id) ? [alert] : []));
}

async function readLog(records: Records): Promise<{ key: string; alert: Alert }[]> {
  const found: { key: string; alert: Alert }[] = [];
  for await (const page of records.scan(LOG_PREFIX, { pageSize: PAGE_SIZE }))
    found.push(...page.map(({ key, value }) => ({ key, alert: JSON.parse(value) as Alert })));
  return found;
}

/** Deletes what is remembered of the people of a saved search. */
export async function deleteStates(records: Records, searchId: string): Promise<void> {
  for await (const page of records.scan(watchedPrefix(searchId), { pageSize: PAGE_SIZE }))
    await records.delete(page.map(({ key }) => key));
}

/** The ids of everyone in the states, the outbox and the log, page by page. */
export async function* alertedPeople(records: Records): AsyncGenerator<string[]> {
  for (const { id } of await readSavedSearches(records)) {
    const prefix = watchedPrefix(id);
    for await (const page of records.scan(prefix, { pageSize: PAGE_SIZE }))
      yield page.map(({ key }) => key.slice(prefix.length));
  }
  for await (const page of records.scan(OUTBOX_PREFIX, { pageSize: PAGE_SIZE })) {
    yield page.flatMap(({ value }) => {
      const { subject, alert } = JSON.parse(value) as OutboxEntry;
      return [subject, alert.profile.id];
    });
  }
  for await (const page of records.scan(LOG_PREFIX, { pageSize: PAGE_SIZE }))
    yield page.map(({ value }) => (JSON.parse(value) as Alert).profile.id);
}
