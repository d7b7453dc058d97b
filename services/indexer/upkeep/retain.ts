import type { ProfileRecord } from '#contract/profile-record.ts';
import { PROFILE_PREFIX } from '#contract/profile-record.ts';
import type { AnalyticsClient } from '#rpc/analytics-client.ts';
import { recomputeProfiles } from '../recompute/recompute-profiles.ts';
import { decodeRecord, encodeRecord } from '../record/profile-record.ts';
import { lastReadAt, namesOfRecord } from '../removal/names-of-record.ts';
import type { RemovalDeps, RemovalRequest } from '../removal/remove-people.ts';
import { removePeople } from '../removal/remove-people.ts';

export interface RetentionDeps extends RemovalDeps {
  analytics: AnalyticsClient;
  /** Days by source. */
  retention: ReadonlyMap<string, number>;
}

const PAGE_SIZE = 200;
const DAY_MS = 86_400_000;

/**
 * Deletes what is older than the retention period of its source. A person of whom nothing else is known is removed, and
 * accepted again with a later reading. `renew` is called between pages. Returns how many people changed. Rejects with the
 * errors of the ports; it can be repeated.
 */
export async function retain(
  deps: RetentionDeps,
  renew: () => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const { records, retention, now } = deps;
  if (retention.size === 0) return 0;
  let changed = 0;
  for await (const page of records.scan(PROFILE_PREFIX, { pageSize: PAGE_SIZE })) {
    signal.throwIfAborted();
    const expired: RemovalRequest[] = [];
    const kept: { record: ProfileRecord; key: string; revision: number }[] = [];
    for (const { key, value, revision } of page) {
      const before = decodeRecord(value);
      const record = withoutExpired(before, retention, now());
      if (record === before) continue;
      if (record === null) {
        expired.push({ names: namesOfRecord(before), reason: 'expired', until: lastReadAt(before) });
      } else kept.push({ record, key, revision });
    }
    if (expired.length > 0) await removePeople(expired, deps);
    const results = await records.put(
      kept.map(({ key, record, revision }) => ({
        key,
        value: encodeRecord(record),
        expectedRevision: revision,
      })),
    );
    // One that another process changed meanwhile is looked at the next time.
    const written = results.flatMap(({ ok }, i) => (ok && kept[i] ? [kept[i].record.id] : []));
    if (written.length > 0) await recomputeProfiles(written, deps, signal);
    changed += expired.length + written.length;
    await renew();
  }
  return changed;
}

/** The same record when nothing is expired, `null` when nothing is left. */
export function withoutExpired(
  record: ProfileRecord,
  retention: ReadonlyMap<string, number>,
  now: number,
): ProfileRecord | null {
  const cutoffOf = (source: string) => now - (retention.get(source) ?? Number.POSITIVE_INFINITY) * DAY_MS;
  const snapshots = record.snapshots.filter(({ source, fetched_at }) => fetched_at >= cutoffOf(source));
  const limited = record.snapshots.filter(({ source }) => retention.has(source));
  if (limited.length === 0) return record;
  if (snapshots.length === 0) return null;
  // Posts and counts do not say their source: they have the period of the strictest source of this person.
  const cutoff = Math.max(...limited.map(({ source }) => cutoffOf(source)));
  const posts = record.posts.filter(({ fetched_at }) => fetched_at >= cutoff);
  const history = record.history.filter(({ at }) => at >= cutoff);
  const before = record.snapshots.length + record.posts.length + record.history.length;
  if (snapshots.length + posts.length + history.length === before) return record;
  return { ...record, snapshots, posts, history };
}
