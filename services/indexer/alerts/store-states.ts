import { UnavailableError } from '#ports/errors.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import type { WatchState } from '#runtime/alerts/alert-keys.ts';
import { outboxEntries, watchedKey } from '#runtime/alerts/alert-keys.ts';
import type { Change, Watch } from './evaluate.ts';
import { evaluate } from './evaluate.ts';

/** A change to a person of a saved search. */
export interface Watched {
  watch: Watch;
  change: Change;
  earlierIds: readonly string[];
}

interface Turn extends Watched {
  key: string;
  state: WatchState | undefined;
  revision: number;
  /** The state is under another id until now. */
  isInherited: boolean;
}

const MAX_ROUNDS = 20;

/**
 * Stores what changes have raised, in three steps that can be cut off anywhere and repeated: the state with its alerts, in
 * one write, so that a fact raises one alert; then the outbox; then the state without the alerts.
 */
export async function storeStates(
  changes: readonly Watched[],
  records: Records,
  nowMs: number,
): Promise<void> {
  // Two changes to one person come one after the other.
  const byKey = Map.groupBy(changes, ({ watch, change }) => watchedKey(watch.search.id, change.after.id));
  for (let place = 0; ; place++) {
    const wave = [...byKey.values()].flatMap((group) => group[place] ?? []);
    if (wave.length === 0) return;
    await storeWave(wave, records, nowMs);
  }
}

async function storeWave(wave: readonly Watched[], records: Records, nowMs: number): Promise<void> {
  let left = wave;
  for (let round = 1; left.length > 0 && round <= MAX_ROUNDS; round++) {
    const turns = await readTurns(left, records);
    const decided = turns.flatMap((turn) => {
      const waiting = turn.state?.pending ?? [];
      const next = evaluate(turn.watch, turn.change, turn.state, nowMs);
      if (next === null && waiting.length === 0 && !turn.isInherited) return [];
      const state = { ...(next ?? (turn.state as WatchState)) };
      return [{ turn, state: { ...state, pending: [...waiting, ...(next?.pending ?? [])] } }];
    });
    if (decided.length === 0) return;
    const results = await records.put(
      decided.map(({ turn, state }) => ({
        key: turn.key,
        value: JSON.stringify(state),
        expectedRevision: turn.revision,
      })),
    );
    const written = decided.flatMap(({ turn, state }, i) => {
      const result = results[i];
      return result?.ok ? [{ turn, state, revision: result.revision }] : [];
    });
    await moveToOutbox(
      written.map(({ turn, state, revision }) => ({
        search: turn.watch.search,
        state,
        key: turn.key,
        revision,
      })),
      records,
    );
    left = decided.flatMap(({ turn }, i) => (results[i]?.ok ? [] : [turn]));
  }
  if (left.length > 0) throw new UnavailableError('Other processes keep changing the state of alerts');
}

/** States with their alerts in the outbox, and then without them. Returns how many alerts there were. */
export async function moveToOutbox(
  states: readonly { search: Watch['search']; state: WatchState; key: string; revision: number }[],
  records: Records,
): Promise<number> {
  const full = states.filter(({ state }) => state.pending.length > 0);
  if (full.length === 0) return 0;
  const entries = full.flatMap(({ search, state }) =>
    state.pending.flatMap((alert) => outboxEntries(alert, state.subject, search)),
  );
  // An existing entry has the same content.
  await records.put(entries.map((entry) => ({ ...entry, expectedRevision: 0 })));
  // Another writer was faster and has sent the alerts.
  await records.put(
    full.map(({ state, key, revision }) => ({
      key,
      value: JSON.stringify({ ...state, pending: [] }),
      expectedRevision: revision,
    })),
  );
  return full.reduce((sum, { state }) => sum + state.pending.length, 0);
}

/** The states as they are stored; a person who was watched under a handle keeps that state. */
async function readTurns(wave: readonly Watched[], records: Records): Promise<Turn[]> {
  const keysOf = ({ watch, change, earlierIds }: Watched) =>
    [change.after.id, ...earlierIds].map((id) => watchedKey(watch.search.id, id));
  const keys = [...new Set(wave.flatMap(keysOf))];
  const entries = await records.get(keys);
  const byKey = new Map<string, RecordEntry | undefined>(keys.map((key, i) => [key, entries[i]]));
  return wave.map((one) => {
    const [key = '', ...earlier] = keysOf(one);
    const own = byKey.get(key);
    const inherited = own ?? earlier.map((each) => byKey.get(each)).find((entry) => entry !== undefined);
    return {
      watch: one.watch,
      change: one.change,
      earlierIds: one.earlierIds,
      key,
      state: inherited && (JSON.parse(inherited.value) as WatchState),
      revision: own?.revision ?? 0,
      isInherited: own === undefined && inherited !== undefined,
    };
  });
}
