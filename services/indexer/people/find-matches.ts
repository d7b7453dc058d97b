import type { PersonMatch } from '#contract/privacy/people.ts';
import { PROFILE_PREFIX } from '#contract/profile-record.ts';
import type { Platform } from '#domain/platform.ts';
import type { Records } from '#ports/records.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import { normalizeUrl } from '#runtime/privacy/person-keys.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { presentView } from '../record/present-view.ts';
import { decodeRecord } from '../record/profile-record.ts';
import type { FoundPerson } from '../removal/find-people.ts';
import { findPeople } from '../removal/find-people.ts';
import { namesOfRecord } from '../removal/names-of-record.ts';
import { readWho } from './read-who.ts';

const PAGE_SIZE = 1_000;

export interface MatchDeps {
  records: Records;
  suppressions: SuppressionList;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * The people whom a text may mean. One who is not stored is among them when the text names the platform: so a name can be
 * refused before it is ever seen; and one who was forgotten before. `null` when the text is no id, handle or URL.
 */
export async function findMatches(
  { records, suppressions, now }: MatchDeps,
  text: string,
  platform?: Platform,
): Promise<PersonMatch[] | null> {
  const who = readWho(text, platform);
  if (who === null) return null;
  await suppressions.load();
  const isForgotten = ({ names }: FoundPerson) => suppressions.refusal(names, now())?.until === null;
  const toMatch = (person: FoundPerson) => matchOf(person, isForgotten(person));
  if ('url' in who) return (await findPeople(records, await findByUrl(records, who.url))).map(toMatch);
  const found = await findPeople(records, who.names);
  const stored = found.filter(({ records: held, aliases }) => held.length > 0 || aliases.length > 0);
  if (stored.length > 0) return stored.map(toMatch);
  return found.filter((person) => who.isSure || isForgotten(person)).map(toMatch);
}

/** Addresses are not indexed: this looks at every record. */
async function findByUrl(records: Records, url: string): Promise<PersonNames[]> {
  const wanted = normalizeUrl(url);
  const found: PersonNames[] = [];
  for await (const page of records.scan(PROFILE_PREFIX, { pageSize: PAGE_SIZE })) {
    for (const { value } of page) {
      const names = namesOfRecord(decodeRecord(value));
      if (names.urls?.some((one) => normalizeUrl(one) === wanted)) found.push(names);
    }
  }
  return found;
}

function matchOf({ names, records }: FoundPerson, forgotten: boolean): PersonMatch {
  const { platform, native_id, usernames } = names;
  const [record] = records;
  const view = record === undefined ? null : presentView(record);
  return {
    id: native_id === null ? `${platform}:@${usernames[0] ?? ''}` : `${platform}:${native_id}`,
    platform,
    username: record?.username ?? usernames[0] ?? null,
    display_name: view?.facts.display_name ?? null,
    followers: view?.facts.followers ?? null,
    ...{ stored: records.length > 0, forgotten },
  };
}
