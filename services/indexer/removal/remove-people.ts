import type { RemovalReason } from '#contract/removal.ts';
import type { Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { eraseTracked } from '#runtime/privacy/erase-tracked.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import type { Suppression, SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { aliasKey } from '../record/alias.ts';
import { profileKey } from '../record/profile-record.ts';
import type { FoundPerson } from './find-people.ts';
import { findPeople } from './find-people.ts';
import { lastReadAt } from './names-of-record.ts';

export interface RemovalDeps {
  records: Records;
  search: SearchIndex;
  queue: Queue;
  suppressions: SuppressionList;
  /** Epoch milliseconds. */
  now(): number;
}

export interface RemovalRequest {
  names: PersonNames;
  reason: RemovalReason;
  /** As in `Removal`. */
  until: number | null;
}

/** What was removed, by kind. */
export interface RemovalCounts {
  records: number;
  aliases: number;
}

/** Other writers may write while this removes: they then see the list, so a further look finds the last of it. */
const MAX_LOOKS = 4;

/**
 * Removes everything that is stored about the people. First their names are refused: whoever writes afterwards removes
 * it again. Idempotent; safe to repeat from any point, and when it is interrupted, the pending entries of the list say
 * so. A removal that is older than what is stored about a person changes nothing.
 */
export async function removePeople(
  requests: readonly RemovalRequest[],
  deps: RemovalDeps,
): Promise<RemovalCounts> {
  const { records, search, suppressions } = deps;
  const counts: RemovalCounts = { records: 0, aliases: 0 };
  const hashes = new Set<string>();
  const refuse = async (entries: readonly Suppression[]) => {
    await suppressions.add(entries.filter(({ hash }) => !hashes.has(hash)));
    for (const { hash } of entries) hashes.add(hash);
  };

  let left = requests;
  for (let look = 1; left.length > 0 && look <= MAX_LOOKS; look++) {
    if (look === 1) await refuse(left.flatMap((request) => entriesOf(request, surestName(request), deps)));
    const found = await findPeople(
      records,
      left.map(({ names }) => names),
    );
    const due = found.flatMap((person, i) => {
      const request = left[i] as RemovalRequest;
      const isDue = (look === 1 || isStored(person)) && !isNewer(person, request.until);
      return isDue ? [{ person, request }] : [];
    });
    await refuse(due.flatMap(({ person, request }) => entriesOf(request, person.names, deps)));
    const ids = due.flatMap(({ person }) => person.ids);
    const aliases = due.flatMap(({ person }) => person.aliases);
    await search.delete(ids);
    await records.erase([...ids.map(profileKey), ...aliases.map(aliasKey)]);
    await eraseTracked(
      records,
      due.map(({ person }) => person.names),
    );
    counts.records += due.reduce((sum, { person }) => sum + person.records.length, 0);
    counts.aliases += aliases.length;
    left = due.map(({ person, request }) => ({ ...request, names: person.names }));
  }
  await suppressions.settle([...hashes]);
  return counts;
}

function entriesOf(
  { reason, until }: RemovalRequest,
  names: PersonNames,
  { suppressions, now }: RemovalDeps,
): Suppression[] {
  const at = now();
  return suppressions.hashesOf(names).map((hash) => ({ hash, until, reason, at, pending: true }));
}

/** A handle may be another account's by now: beside a native id, it counts once the records agree. */
function surestName({ names }: RemovalRequest): PersonNames {
  return names.native_id === null ? names : { ...names, usernames: [], urls: [] };
}

function isStored({ records, aliases }: FoundPerson): boolean {
  return records.length > 0 || aliases.length > 0;
}

function isNewer({ records }: FoundPerson, until: number | null): boolean {
  return until !== null && records.some((record) => lastReadAt(record) > until);
}
