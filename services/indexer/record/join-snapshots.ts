import type { Snapshot } from '#contract/profile-record.ts';
import type { Ordering } from './join-sorted.ts';
import { compareText, joinSorted } from './join-sorted.ts';

/** By source, each source's newest reading first; for equal times, the greater hash first. */
const SNAPSHOTS: Ordering<Snapshot> = {
  compare: (a, b) =>
    compareText(a.source, b.source) || b.fetched_at - a.fetched_at || compareText(b.hash, a.hash),
  pick: (a) => a,
  limit: Number.POSITIVE_INFINITY,
};

/**
 * Joins the readings of two records. A reading is kept while it has a field that no newer reading of its source
 * has: an import with fewer columns erases nothing. So there are at most as many readings as fields, and the result
 * does not depend on the order of arrival: a covered reading stays covered. Returns `a` itself when `b` adds
 * nothing.
 */
export function joinSnapshots(a: readonly Snapshot[], b: readonly Snapshot[]): readonly Snapshot[] {
  const joined = joinSorted(a, b, SNAPSHOTS);
  if (joined === a) return a;
  const kept = withoutCovered(joined);
  return kept.length === a.length && kept.every((snapshot, i) => snapshot === a[i]) ? a : kept;
}

function withoutCovered(snapshots: readonly Snapshot[]): Snapshot[] {
  const covered = new Map<string, Set<string>>();
  return snapshots.filter((snapshot) => {
    const said = covered.get(snapshot.source) ?? new Set();
    covered.set(snapshot.source, said);
    const before = said.size;
    for (const field of saidBy(snapshot)) said.add(field);
    return said.size > before;
  });
}

/** Names of the fields that a reading has; a stored picture also covers a picture that is not stored. */
function saidBy({ facts, avatar }: Snapshot): string[] {
  const fields = Object.entries(facts).flatMap(([field, value]) => (value === null ? [] : [field]));
  if (avatar !== null) fields.push('avatar');
  if (avatar?.key != null) fields.push('avatar.key');
  return fields;
}
