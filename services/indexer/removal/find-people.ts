import type { ProfileRecord } from '#contract/profile-record.ts';
import { profileKey } from '#contract/profile-record.ts';
import { handleId } from '#domain/identity.ts';
import type { Records } from '#ports/records.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import { aliasKey, decodeAlias } from '../record/alias.ts';
import { readHandles } from '../record/earlier-handles.ts';
import { decodeRecord } from '../record/profile-record.ts';

/** What the records hold about one person. */
export interface FoundPerson {
  /** Every name that is the person's now. */
  names: PersonNames;
  /** Ids under which a record or a document may be: `platform:native-id` and `platform:@handle`. */
  ids: string[];
  /** Handle ids with an alias to the person. */
  aliases: string[];
  records: ProfileRecord[];
}

const PAGE_SIZE = 5_000;

/**
 * Everything that the records hold about each person, in order. A handle belongs to the account that it was last seen
 * with: one that has moved to another account is not the person's any more. `earlierHandles: false` leaves out those of
 * earlier times.
 */
export async function findPeople(
  records: Records,
  people: readonly PersonNames[],
  { earlierHandles = true }: { earlierHandles?: boolean } = {},
): Promise<FoundPerson[]> {
  const drafts = await Promise.all(people.map((names) => findByNames(records, names)));
  if (earlierHandles) await findEarlierHandles(records, drafts);
  return drafts.map(({ names, native, handles, aliases, found }) => ({
    names: {
      platform: names.platform,
      native_id: native?.slice(names.platform.length + 1) ?? null,
      usernames: [...handles].map((handle) => handle.slice(names.platform.length + 2)),
      urls: [...(names.urls ?? []), ...found.flatMap(urlsOf)],
    },
    ids: [...(native === null ? [] : [native]), ...handles],
    aliases: [...aliases],
    records: found,
  }));
}

interface Draft {
  names: PersonNames;
  native: string | null;
  handles: Set<string>;
  aliases: Set<string>;
  found: ProfileRecord[];
}

async function findByNames(records: Records, names: PersonNames): Promise<Draft> {
  const { platform, native_id } = names;
  let native = native_id === null ? null : `${platform}:${native_id}`;
  const handles = new Set<string>();
  const aliases = new Set<string>();
  const found = new Map<string, ProfileRecord>();

  /** Takes the handles that are the person's; without a native id, the first alias says which it is. */
  const takeHandles = async (usernames: readonly string[]) => {
    const fresh = usernames.map((name) => handleId(platform, name)).filter((handle) => !handles.has(handle));
    if (fresh.length === 0) return;
    const entries = await records.get(fresh.map(aliasKey));
    for (const [i, handle] of fresh.entries()) {
      const entry = entries[i];
      const owner = entry && decodeAlias(entry.value).id;
      if (owner !== undefined) native ??= owner;
      if (owner !== undefined && owner !== native) continue;
      handles.add(handle);
      if (owner !== undefined) aliases.add(handle);
    }
  };
  const readRecords = async () => {
    const ids = [...(native === null ? [] : [native]), ...handles].filter((id) => !found.has(id));
    const entries = await records.get(ids.map(profileKey));
    for (const [i, entry] of entries.entries()) {
      if (entry) found.set(ids[i] as string, decodeRecord(entry.value));
    }
  };

  await takeHandles(names.usernames);
  await readRecords();
  await takeHandles([...found.values()].flatMap(usernamesOf));
  await readRecords();
  return { names, native, handles, aliases, found: [...found.values()] };
}

/** Handles of earlier times. */
async function findEarlierHandles(records: Records, drafts: readonly Draft[]): Promise<void> {
  const byNative = new Map(drafts.flatMap((draft) => (draft.native === null ? [] : [[draft.native, draft]])));
  if (byNative.size === 0) return;
  const listed = await readHandles(records, [...byNative.keys()]);
  if (listed === null) return findByAliases(records, byNative);
  const handles = [...listed].flatMap(([id, list]) => list.map((handle) => ({ id, handle })));
  const entries = await records.get(handles.map(({ handle }) => aliasKey(handle)));
  for (const [i, { id, handle }] of handles.entries()) {
    const entry = entries[i];
    const draft = byNative.get(id);
    // The handle may belong to another account now.
    if (draft === undefined || entry === undefined || decodeAlias(entry.value).id !== id) continue;
    draft.handles.add(handle);
    draft.aliases.add(handle);
  }
}

/** By a look at all aliases of the platform, in a store whose handles are not listed yet. */
async function findByAliases(records: Records, byNative: ReadonlyMap<string, Draft>): Promise<void> {
  const platforms = new Set([...byNative.values()].map(({ names }) => names.platform));
  for (const platform of platforms) {
    const prefix = aliasKey(`${platform}:`);
    for await (const page of records.scan(prefix, { pageSize: PAGE_SIZE })) {
      for (const { key, value } of page) {
        const draft = byNative.get(decodeAlias(value).id);
        if (draft === undefined) continue;
        const handle = key.slice(aliasKey('').length);
        draft.handles.add(handle);
        draft.aliases.add(handle);
      }
    }
  }
}

function usernamesOf({ username, snapshots }: ProfileRecord): string[] {
  return [username, ...snapshots.map(({ facts }) => facts.username)].filter((name) => name !== null);
}

function urlsOf({ snapshots }: ProfileRecord): string[] {
  return snapshots.flatMap(({ facts }) => facts.url ?? []);
}
