import type { ProfileRecord, Snapshot } from '#contract/profile-record.ts';
import type { ProfileFacts } from '#domain/profile.ts';
import type { Queue } from '#ports/queue.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import { alertsAbout } from '#runtime/alerts/erase-alerts.ts';
import { readTracked } from '#runtime/privacy/erase-tracked.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';
import { personKeys } from '#runtime/privacy/person-keys.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { listsOf } from '../lists/listed-people.ts';
import { presentView } from '../record/present-view.ts';
import { findPeople } from '../removal/find-people.ts';
import { namesInMessage } from '../removal/select-messages.ts';

export interface ExportDeps {
  records: Records;
  search: SearchIndex;
  queue: Queue;
  suppressions: SuppressionList;
  now(): number;
}

/** Dead letters looked at in each queue. */
const MAX_LETTERS = 10_000;

/** Everything that is stored about one person, as plain data; times are ISO 8601. `null` when nothing is. */
export async function exportPerson(names: PersonNames, deps: ExportDeps): Promise<object | null> {
  const { records, search, queue, suppressions, now } = deps;
  const [person] = await findPeople(records, [names]);
  if (person === undefined) return null;
  const documents = (await Promise.all(person.ids.map((id) => search.get(id)))).filter(
    (document) => document !== undefined,
  );
  const tracked = await readTracked(records, [person.names]);
  const letters = await deadLettersOf(queue, person.names);
  const lists = await listsOf(records, person.ids);
  const isHeld =
    person.records.length + person.aliases.length + documents.length + tracked.length + lists.length > 0;
  if (!isHeld && letters.length === 0) return null;
  await suppressions.load();
  return {
    exported_at: new Date(now()).toISOString(),
    person: person.names,
    documents,
    records: person.records.map(describeRecord),
    aliases: person.aliases,
    refresh: tracked,
    lists,
    alerts: await alertsAbout(records, person.ids),
    dead_letters: letters,
    pictures: [...new Set(person.records.flatMap(picturesOf))],
    is_suppressed: suppressions.refusal(person.names, now()) !== undefined,
  };
}

function describeRecord(record: ProfileRecord): object {
  const view = presentView(record);
  return {
    ...record,
    username_at: iso(record.username_at),
    snapshots: record.snapshots.map((snapshot) => ({ ...snapshot, fetched_at: iso(snapshot.fetched_at) })),
    posts: record.posts.map((post) => ({
      ...post,
      published_at: iso(post.published_at),
      fetched_at: iso(post.fetched_at),
    })),
    history: record.history.map((point) => ({ ...point, at: iso(point.at) })),
    provenance: view === null ? {} : provenanceOf(view.facts, record.snapshots),
  };
}

/** For each field of the profile, the reading that it comes from: the newest that has it. */
function provenanceOf(facts: ProfileFacts, snapshots: readonly Snapshot[]): object {
  const newestFirst = snapshots.toSorted((a, b) => b.fetched_at - a.fetched_at);
  const fields = Object.entries(facts).flatMap(([field, value]) => {
    const origin = newestFirst.find(
      (snapshot) => (snapshot.facts as unknown as Record<string, unknown>)[field] != null,
    );
    if (value === null || origin === undefined) return [];
    return [[field, { source: origin.source, fetched_at: iso(origin.fetched_at) }]];
  });
  return Object.fromEntries(fields);
}

function picturesOf({ snapshots, fetched }: ProfileRecord): string[] {
  return [...snapshots.map(({ avatar }) => avatar?.key), fetched.stored?.key].filter((key) => key != null);
}

async function deadLettersOf(queue: Queue, names: PersonNames): Promise<object[]> {
  const keys = new Set(personKeys(names));
  const all = await Promise.all(
    QUEUE_NAMES.map(async (name) => {
      const letters = await queue.deadLetters(name, { limit: MAX_LETTERS });
      return letters.flatMap(({ body, diedAtMs }) => {
        const isOf = namesInMessage(body).some((named) => personKeys(named).some((key) => keys.has(key)));
        return isOf ? [{ queue: name, died_at: iso(diedAtMs), message: JSON.parse(body) as unknown }] : [];
      });
    }),
  );
  return all.flat();
}

function iso(time: number | null): string | null {
  return time === null || time === 0 ? null : new Date(time).toISOString();
}
