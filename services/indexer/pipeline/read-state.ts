import { profileKey } from '#contract/profile-record.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import { aliasKey, decodeAlias } from '../record/alias.ts';
import type { PendingEvent, StoredState } from './batch.ts';

/** Reads, in at most two calls, every record that the events may touch. */
export async function readState(records: Records, events: readonly PendingEvent[]): Promise<StoredState> {
  if (events.length === 0) return { aliases: new Map(), profiles: new Map() };
  const handles = new Set<string>();
  const ids = new Set<string>();
  for (const { identity } of events) {
    if (identity.handle !== null) {
      handles.add(identity.handle);
      ids.add(identity.handle);
    }
    if (identity.native !== null) ids.add(identity.native);
  }

  const aliases: [string, RecordEntry][] = [];
  const profiles: [string, RecordEntry][] = [];
  const handleList = [...handles];
  const idList = [...ids];
  const entries = await records.get([...handleList.map(aliasKey), ...idList.map(profileKey)]);
  for (const [i, entry] of entries.entries()) {
    if (entry === undefined) continue;
    const handle = handleList[i];
    if (handle !== undefined) aliases.push([handle, entry]);
    else profiles.push([idList[i - handleList.length] as string, entry]);
  }

  const known = new Map(
    aliases.map(([handle, entry]) => [handle, { alias: decodeAlias(entry.value), entry }]),
  );
  const targets = [...new Set([...known.values()].map(({ alias }) => alias.id))].filter((id) => !ids.has(id));
  if (targets.length > 0) {
    const found = await records.get(targets.map(profileKey));
    for (const [i, entry] of found.entries()) if (entry) profiles.push([targets[i] as string, entry]);
  }
  return { aliases: known, profiles: new Map(profiles) };
}
