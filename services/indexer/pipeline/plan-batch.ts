import type { ProfileRecord } from '#contract/profile-record.ts';
import { textOf } from '#contract/text-parts.ts';
import type { Alias } from '../record/alias.ts';
import { encodeAlias, laterAlias } from '../record/alias.ts';
import { handlesOf } from '../record/earlier-handles.ts';
import { joinRecords } from '../record/join-records.ts';
import { decodeRecord, encodeRecord, encodeRecordAround } from '../record/profile-record.ts';
import { recordOfEvent } from '../record/record-of-event.ts';
import type { AliasChange, BatchPlan, PendingEvent, PlannedProfile, StoredState } from './batch.ts';
import { mapInSlices } from './map-in-slices.ts';

/**
 * Decides what the events change, given the stored records. Pure. Each event goes to its native id, else to the one that
 * its handle is known to belong to, else to the handle; a record under a handle whose native id is known joins it.
 */
export async function planBatch(events: readonly PendingEvent[], state: StoredState): Promise<BatchPlan> {
  const aliases = aliasesAfter(events, state);
  const groups = Map.groupBy(events, (pending) => targetOf(pending, aliases));
  return {
    profiles: await mapInSlices([...groups], ([id, group]) => planProfile(id, group, aliases, state)),
    aliases: changedAliases(aliases, state),
  };
}

/** The aliases of the batch's handles: those stored, and those that its events teach. */
function aliasesAfter(events: readonly PendingEvent[], state: StoredState): Map<string, Alias> {
  const aliases = new Map([...state.aliases].map(([handle, { alias }]) => [handle, alias]));
  for (const { event, identity } of events) {
    if (identity.native === null || identity.handle === null) continue;
    const learnt: Alias = { v: 1, id: identity.native, at: event.fetched_at };
    const known = aliases.get(identity.handle);
    aliases.set(identity.handle, known ? laterAlias(known, learnt) : learnt);
  }
  return aliases;
}

function targetOf({ identity }: PendingEvent, aliases: ReadonlyMap<string, Alias>): string {
  if (identity.native !== null) return identity.native;
  // A decoded event has at least one of the two.
  const handle = identity.handle as string;
  return aliases.get(handle)?.id ?? handle;
}

function planProfile(
  id: string,
  events: PendingEvent[],
  aliases: ReadonlyMap<string, Alias>,
  { profiles }: StoredState,
): PlannedProfile {
  const stored = profiles.get(id);
  const handles = new Set(events.flatMap(({ identity }) => identity.handle ?? []));
  const own = [...handles].filter((handle) => handle !== id && aliases.get(handle)?.id === id);
  const entries = own.flatMap((handle) => {
    const entry = profiles.get(handle);
    return entry ? [{ handle, entry }] : [];
  });
  const before = stored && decodeRecord(stored.value);
  const parts: ProfileRecord[] = [
    ...(before ? [before] : []),
    ...entries.map(({ entry }) => decodeRecord(entry.value)),
    ...events.map(({ event }) => recordOfEvent(event, id)),
  ];
  const record = parts.reduce(joinRecords);
  const named = handlesOf(record);
  const past = [...(before ? handlesOf(before) : []), ...own].filter((handle) => !named.has(handle));
  const written: Encoded =
    stored && record === before ? { value: stored.value } : encode(record, events[0] as PendingEvent);
  const change = {
    id,
    events,
    record,
    revision: stored?.revision ?? 0,
    changed: written.value !== stored?.value,
    folded: entries.map(({ handle, entry }) => ({ handle, revision: entry.revision })),
    earlier: new Set(record.native_id === null ? [] : past),
    leftOver: events.some(({ repeated }) => repeated) ? own : entries.map(({ handle }) => handle),
  };
  return { change, ...written };
}

type Encoded = Omit<PlannedProfile, 'change'>;

/** A record mostly repeats the posts of its event: their text is taken over instead of written once more. */
function encode(record: ProfileRecord, { event, postsText }: PendingEvent): Encoded {
  if (postsText === undefined || record.posts !== event.posts) return { value: encodeRecord(record) };
  const parts = encodeRecordAround(record, postsText);
  return { value: textOf(parts), parts };
}

function changedAliases(aliases: ReadonlyMap<string, Alias>, state: StoredState): AliasChange[] {
  return [...aliases].flatMap(([handle, alias]) => {
    const entry = state.aliases.get(handle)?.entry;
    const value = encodeAlias(alias);
    return value === entry?.value ? [] : [{ handle, value, revision: entry?.revision ?? 0 }];
  });
}
