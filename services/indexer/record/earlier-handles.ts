import type { ProfileRecord } from '#contract/profile-record.ts';
import { profileKey } from '#contract/profile-record.ts';
import { handleId } from '#domain/identity.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import { aliasKey, decodeAlias } from './alias.ts';
import { decodeRecord } from './profile-record.ts';

export const HANDLES_PREFIX = 'handles/';
/** `handles/platform:native-id`. */
export const handlesKey = (id: string) => HANDLES_PREFIX + id;
/** Written once every alias that no record names is listed: those of earlier versions were not. */
const COMPLETE = 'handles';
const PAGE_SIZE = 1_000;
const MAX_ROUNDS = 20;

/** Handle ids that the record itself names. */
export function handlesOf({ platform, username, snapshots }: ProfileRecord): Set<string> {
  const names = [username, ...snapshots.map(({ facts }) => facts.username)];
  return new Set(names.flatMap((name) => (name === null ? [] : handleId(platform, name))));
}

/**
 * Adds handle ids with an alias that the record of the id does not name (any more): so all names of a person are found
 * without a look at all aliases. Only a new name costs a write. Rejects with the errors of the records.
 */
export async function rememberHandles(
  records: Records,
  handles: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  let left = [...handles].filter(([, added]) => added.size > 0);
  for (let round = 1; left.length > 0; round++) {
    if (round > MAX_ROUNDS)
      throw new UnavailableError('Other processes keep changing the handles of a profile');
    const present = await records.get(left.map(([id]) => handlesKey(id)));
    const puts = left.flatMap(([id, added], i) => {
      const known = decode(present[i]?.value);
      const all = [...new Set([...known, ...added])].sort();
      if (all.length === known.length) return [];
      const value = JSON.stringify({ v: 1, handles: all });
      return [{ key: handlesKey(id), value, expectedRevision: present[i]?.revision ?? 0 }];
    });
    const failed = new Set((await records.put(puts)).flatMap(({ ok, key }) => (ok ? [] : key)));
    left = left.filter(([id]) => failed.has(handlesKey(id)));
  }
}

/** Earlier handle ids by id; `null` while those of an earlier version are not listed yet. */
export async function readHandles(
  records: Records,
  ids: readonly string[],
): Promise<Map<string, string[]> | null> {
  const [complete, ...entries] = await records.get([COMPLETE, ...ids.map(handlesKey)]);
  if (complete === undefined) return null;
  return new Map(ids.map((id, i) => [id, decode(entries[i]?.value)]));
}

/** Lists the handles of a store of an earlier version, once. `renew` is called between pages. */
export async function completeHandles(records: Records, renew: () => Promise<void>): Promise<void> {
  const [complete] = await records.get([COMPLETE]);
  if (complete !== undefined) return;
  for await (const page of records.scan(aliasKey(''), { pageSize: PAGE_SIZE })) {
    const aliases = page.map(({ key, value }) => ({
      handle: key.slice(aliasKey('').length),
      id: decodeAlias(value).id,
    }));
    const ids = [...new Set(aliases.map(({ id }) => id))];
    const entries = await records.get(ids.map(profileKey));
    const named = new Map(
      entries.flatMap((entry, i) => (entry ? [[ids[i], handlesOf(decodeRecord(entry.value))]] : [])),
    );
    const missing = aliases.filter(({ id, handle }) => named.get(id)?.has(handle) !== true);
    const byId = Map.groupBy(missing, ({ id }) => id);
    await rememberHandles(
      records,
      new Map([...byId].map(([id, list]) => [id, new Set(list.map(({ handle }) => handle))])),
    );
    await renew();
  }
  await records.put([{ key: COMPLETE, value: '{"v":1}', expectedRevision: 0 }]);
}

function decode(value: string | undefined): string[] {
  return value === undefined ? [] : (JSON.parse(value) as { handles: string[] }).handles;
}
