import { PROFILE_PREFIX } from '#contract/profile-record.ts';
import { sealMessage } from '#contract/seal-message.ts';
import type { TrackedProfile } from '#contract/sources/tracked-profile.ts';
import { TRACKED_PREFIX } from '#contract/sources/tracked-profile.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';
import { alertedPeople } from '#runtime/alerts/erase-alerts.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import type { Suppression } from '#runtime/privacy/suppression-list.ts';
import { listedPeople } from '../lists/listed-people.ts';
import { readId } from '../people/read-who.ts';
import { aliasKey, decodeAlias } from '../record/alias.ts';
import { HANDLES_PREFIX } from '../record/earlier-handles.ts';
import { decodeRecord } from '../record/profile-record.ts';
import { lastReadAt, namesOfRecord } from '../removal/names-of-record.ts';
import type { RemovalDeps, RemovalRequest } from '../removal/remove-people.ts';
import { removePeople } from '../removal/remove-people.ts';
import { isRefusedMessage } from '../removal/select-messages.ts';

const PAGE_SIZE = 500;
const PEOPLE_AT_ONCE = 50;
const HASHES_PER_JOB = 500;

/**
 * Looks at everything that is stored, and removes whom the suppression list refuses: after a removal that was
 * interrupted, and after a store was restored from a time before it. `pending` are the entries that it settles.
 * `renew` is called between pages. Rejects with the errors of the ports; it can be repeated.
 */
export async function sweep(
  pending: readonly Suppression[],
  deps: RemovalDeps,
  renew: () => Promise<void>,
): Promise<number> {
  const { search, queue, suppressions } = deps;
  let found: RemovalRequest[] = [];
  let people = 0;
  const removeFound = async () => {
    people += found.length;
    if (found.length > 0) await removePeople(found, deps);
    found = [];
  };
  for await (const candidates of storedPeople(deps)) {
    for (const { names, readAt } of candidates) {
      const entry = suppressions.refusal(names, readAt);
      if (entry !== undefined) found.push({ names, reason: entry.reason, until: entry.until });
    }
    if (found.length >= PEOPLE_AT_ONCE) await removeFound();
    await renew();
  }
  await removeFound();
  const isMeant = (body: string) => isRefusedMessage(body, suppressions);
  for (const name of QUEUE_NAMES) await queue.erase(name, { hints: [], isMeant });
  const hashes = pending.map(({ hash }) => hash);
  for (let from = 0; from < hashes.length; from += HASHES_PER_JOB) {
    const part = hashes.slice(from, from + HASHES_PER_JOB);
    const job = { v: 1, kind: 'erasure', hashes: part, keys: [], receipt: null } as const;
    await queue.publish('scrape-jobs', [sealMessage('job_id', job)]);
  }
  const isComplete = pending.every(({ until }) => until !== null) || (await search.scrub());
  if (isComplete) await suppressions.settle(hashes);
  return people;
}

interface StoredPerson {
  names: PersonNames;
  readAt: number;
}

/** Everyone whom a record, an alias, a list or a planned refresh names, page by page. */
async function* storedPeople({ records }: RemovalDeps): AsyncGenerator<StoredPerson[]> {
  for await (const page of records.scan(PROFILE_PREFIX, { pageSize: PAGE_SIZE })) {
    yield page.map(({ value }) => {
      const record = decodeRecord(value);
      return { names: namesOfRecord(record), readAt: lastReadAt(record) };
    });
  }
  for await (const page of records.scan(aliasKey(''), { pageSize: PAGE_SIZE })) {
    yield page.flatMap(({ key, value }) => {
      const { id, at } = decodeAlias(value);
      const names = readId(id);
      const handle = readId(key.slice(aliasKey('').length));
      return names === null ? [] : [{ names: { ...names, usernames: handle?.usernames ?? [] }, readAt: at }];
    });
  }
  for await (const page of records.scan(HANDLES_PREFIX, { pageSize: PAGE_SIZE })) {
    yield page.flatMap(({ key }) => {
      const names = readId(key.slice(HANDLES_PREFIX.length));
      return names === null ? [] : [{ names, readAt: 0 }];
    });
  }
  for await (const ids of namedElsewhere(records)) {
    yield ids.flatMap((id) => {
      const names = readId(id);
      return names === null ? [] : [{ names, readAt: 0 }];
    });
  }
  for await (const page of records.scan(TRACKED_PREFIX, { pageSize: PAGE_SIZE })) {
    yield page.map(({ value }) => {
      const { platform, id, native_id, username, fetched_at } = JSON.parse(value) as TrackedProfile;
      const usernames = [id, ...(username === null ? [] : [username])];
      return { names: { platform, native_id: native_id ?? id, usernames }, readAt: fetched_at };
    });
  }
}

/** Everyone whom only a list or an alert may name. */
async function* namedElsewhere(records: RemovalDeps['records']): AsyncGenerator<string[]> {
  yield* listedPeople(records);
  yield* alertedPeople(records);
}
