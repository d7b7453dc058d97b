import type { Records } from '#ports/records.ts';
import type { WatchState } from '#runtime/alerts/alert-keys.ts';
import { watchedPrefix } from '#runtime/alerts/alert-keys.ts';
import { readSavedSearches } from '#runtime/saved/saved-store.ts';
import { moveToOutbox } from './store-states.ts';

const PAGE_SIZE = 500;
/** In the text of a state with nothing to do, which is most of them. */
const NOTHING = '"pending":[]';

/**
 * Moves alerts that an earlier process stored, and did not bring to the outbox before it was killed. Its message comes
 * again and does the same, unless the person has another id by then. Returns how many there were.
 */
export async function recoverAlerts(records: Records, signal: AbortSignal): Promise<number> {
  let moved = 0;
  for (const search of await readSavedSearches(records)) {
    for await (const page of records.scan(watchedPrefix(search.id), { pageSize: PAGE_SIZE })) {
      signal.throwIfAborted();
      const full = page.filter(({ value }) => !value.includes(NOTHING));
      const states = full.map(({ key, value, revision }) => ({
        search,
        state: JSON.parse(value) as WatchState,
        key,
        revision,
      }));
      moved += await moveToOutbox(states, records);
    }
  }
  return moved;
}
