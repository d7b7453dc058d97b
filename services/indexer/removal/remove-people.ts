import type { Receipt } from '#contract/privacy/receipt.ts';
import type { RemovalReason } from '#contract/privacy/removal.ts';
import { profileKey } from '#contract/profile-record.ts';
import { sealMessage } from '#contract/seal-message.ts';
import type { Queue } from '#ports/queue.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { alertKeysOf } from '#runtime/alerts/erase-alerts.ts';
import { eraseTracked } from '#runtime/privacy/erase-tracked.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import type { Suppression, SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { listedKeys } from '../lists/listed-people.ts';
import { aliasKey } from '../record/alias.ts';
import { handlesKey } from '../record/earlier-handles.ts';
import type { FoundPerson } from './find-people.ts';
import { findPeople } from './find-people.ts';
import { lastReadAt } from './names-of-record.ts';
import { picturesOfRecord } from './pictures-of-record.ts';
import { messagesOf, selectMessages } from './select-messages.ts';

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

/** What was removed, by kind, and how many names are refused. */
export interface RemovalOutcome {
  removed: Omit<Receipt['removed'], 'pictures' | 'discoveries'>;
  suppressed: number;
  /** `false`: bytes of deleted documents remain until a running rebuild of the index has ended. */
  isScrubbed: boolean;
}

export interface RemovalOptions {
  /** Receipt that the scraper completes. */
  receipt?: string | null;
  /** `false` for a writer that removes what it wrote itself: the messages were erased, and are looked for again later. */
  erasesMessages?: boolean;
}

/** Other writers may write while this removes: they then see the list, so a further look finds the last of it. */
const MAX_LOOKS = 4;

/**
 * Removes everything that is stored about the people. First their names are refused: a writer that writes afterwards removes
 * it again. Idempotent; safe to repeat from any point, and when it is interrupted, the pending entries of the list say
 * so. A removal that is older than what is stored about a person changes nothing.
 */
export async function removePeople(
  requests: readonly RemovalRequest[],
  deps: RemovalDeps,
  { receipt = null, erasesMessages = true }: RemovalOptions = {},
): Promise<RemovalOutcome> {
  const { records, search, queue, suppressions } = deps;
  const removed = { records: 0, documents: 0, aliases: 0, messages: 0 };
  const pictures = new Set<string>();
  const hashes = new Set<string>();
  const refuse = async (entries: readonly Suppression[]) => {
    const fresh = entries.filter(({ hash }) => !hashes.has(hash));
    if (fresh.length > 0) await suppressions.add(fresh);
    for (const { hash } of entries) hashes.add(hash);
  };

  const looked = new Set<string>();
  /** Documents that the first look has deleted. Who writes one again after that also removes it. */
  const deleted = new Set<string>();
  /** Under names that were not looked for yet. */
  const eraseMessages = async (people: readonly PersonNames[]) => {
    const named = people.flatMap(messagesOf).filter(({ key, hint }) => !looked.has(`${key}\n${hint}`));
    if (!erasesMessages || named.length === 0) return;
    for (const { key, hint } of named) looked.add(`${key}\n${hint}`);
    const selection = selectMessages(named, suppressions);
    const counts = await Promise.all(QUEUE_NAMES.map((name) => queue.erase(name, selection)));
    removed.messages += counts.reduce((sum, count) => sum + count, 0);
  };
  const deleteDocuments = async (ids: readonly string[]) => {
    if (ids.length === 0) return;
    const documents = await Promise.all(ids.map((id) => search.get(id)));
    const found = documents.filter((document) => document !== undefined).length;
    await search.delete(ids);
    // Not after the pause in writing that an index may wait for: an import can write all the time. With a receipt also if
    // nothing was found: an attempt that was interrupted, or a writer, may have deleted it, and queries still find it.
    if (found > 0 || receipt !== null) await search.refresh();
    removed.documents += found;
  };

  let left = requests;
  for (let look = 1; left.length > 0 && look <= MAX_LOOKS; look++) {
    if (look === 1) await refuse(left.flatMap((request) => entriesOf(request, surestName(request), deps)));
    const people = left.map(({ names }) => names);
    // Documents first: the person leaves the search before all aliases are looked at.
    if (look === 1) {
      const now = await findPeople(records, people, { earlierHandles: false });
      const due = now.filter((person, i) => !isNewer(person, left[i]?.until ?? null));
      for (const id of due.flatMap(({ ids }) => ids)) deleted.add(id);
      await deleteDocuments([...deleted]);
    }
    const found = await findPeople(records, people);
    const due = found.flatMap((person, i) => {
      const request = left[i] as RemovalRequest;
      const isDue = (look === 1 || isStored(person)) && !isNewer(person, request.until);
      return isDue ? [{ person, request }] : [];
    });
    if (look > 1 && due.length === 0) break;
    await refuse(due.flatMap(({ person, request }) => entriesOf(request, person.names, deps)));
    const ids = due.flatMap(({ person }) => person.ids);
    const aliases = due.flatMap(({ person }) => person.aliases);
    const dueNames = due.map(({ person }) => person.names);
    const eraseRecords = async () => {
      const [listed, alerted] = await Promise.all([
        listedKeys(records, ids),
        alertKeysOf(records, ids),
        deleteDocuments(ids.filter((id) => look > 1 || !deleted.has(id))),
        eraseTracked(records, dueNames),
      ]);
      // Last: this also removes the remains of what was overwritten before.
      await records.erase([
        ...listed,
        ...alerted,
        ...ids.map(profileKey),
        ...ids.map(handlesKey),
        ...aliases.map(aliasKey),
      ]);
    };
    // Both must have ended before this rejects: its caller may begin again at once.
    await allSettled([eraseRecords(), eraseMessages([...(look === 1 ? people : []), ...dueNames])]);
    removed.records += due.reduce((sum, { person }) => sum + person.records.length, 0);
    removed.aliases += aliases.length;
    for (const { person } of due) {
      for (const key of person.records.flatMap(picturesOfRecord)) pictures.add(key);
    }
    left = due.map(({ person, request }) => ({ ...request, names: person.names }));
  }
  const isScrubbed = requests.every(({ until }) => until !== null) || (await search.scrub());
  const job = { v: 1, kind: 'erasure', hashes: [...hashes], keys: [...pictures], receipt } as const;
  await queue.publish('scrape-jobs', [sealMessage('job_id', job)]);
  // What is pending is looked for again.
  if (isScrubbed) await suppressions.settle([...hashes]);
  return { removed, suppressed: hashes.size, isScrubbed };
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

async function allSettled(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
