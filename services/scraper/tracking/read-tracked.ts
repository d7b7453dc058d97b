import type { RemovalReason } from '#contract/privacy/removal.ts';
import type { SourcePlan } from '#contract/sources/source-plan.ts';
import type { TrackedProfile } from '#contract/sources/tracked-profile.ts';
import type { OutgoingMessage } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import { eraseTracked } from '#runtime/privacy/erase-tracked.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';
import { namesOfId } from '../discovery/names-of-id.ts';
import type { PreparedEvent } from '../event.ts';
import { makeRemoval } from '../make-removal.ts';
import { RowError } from '../reading/fields/row-error.ts';
import type { Reading } from '../reading.ts';
import type { Absence, LiveSource, ProfileResult } from '../sources/live/source.ts';
import { nextDue } from './cadence.ts';
import { claimTracks } from './claim-tracks.ts';
import type { StoredTrack, TrackChange, TrackStore } from './track-store.ts';

export interface ReadDeps {
  tracks: TrackStore;
  buildEvent(reading: Reading): PreparedEvent | Promise<PreparedEvent>;
  /** Resolves when the events and the removals are with the queue. */
  publish(
    events: readonly PreparedEvent[],
    signal: AbortSignal,
    removals?: readonly OutgoingMessage[],
  ): Promise<unknown>;
  records: Records;
  suppressions: SuppressionList;
  /** The operator's plan of a source. */
  refreshOf(source: string): SourcePlan['refresh'];
  now(): number;
}

export interface ReadRequest {
  source: LiveSource;
  ids: readonly string[];
  /** Who reads: the same name after a crash continues with its own claims. */
  holder: string;
  /** An account that was read recently enough needs no new reading. */
  isFresh(profile: TrackedProfile): boolean;
  minFollowers?: number;
  /** Accounts that are `fresh` or published, at most. */
  limit?: number;
  /** Accounts that are not tracked are removed too when they are absent: something else may have stored them. */
  removesUntracked?: boolean;
}

/**
 * - `updated`, `unchanged`, `renamed`: it was read and published.
 * - `fresh`: it was read before, recently enough. `busy`: another process reads it now.
 * - `left`: there was no more room for it. `unreadable`: its data breaks the contract.
 */
export type ReadOutcome =
  | 'updated'
  | 'unchanged'
  | 'renamed'
  | 'fresh'
  | 'busy'
  | 'left'
  | 'unreadable'
  | Absence;

/** What became of each account; `moved` are ids of accounts that others moved to. */
export interface ReadResult {
  outcomes: Map<string, ReadOutcome>;
  movedTo: string[];
}

const RENEW_MS = 15_000;

/**
 * Reads accounts and publishes what they are now: readings, or removals of those that are gone, private or opted out.
 * Each is claimed first, so that no two processes read it at the same time. When it resolves, everything is with the
 * queue and the next due times are stored. Rejects with `SourceFault`, the errors of the ports, or the signal's reason;
 * the same call can then be repeated, and what was published before is `fresh`.
 */
export async function readTracked(
  request: ReadRequest,
  deps: ReadDeps,
  signal: AbortSignal,
): Promise<ReadResult> {
  const { source, ids, isFresh, minFollowers = 0, limit = Number.POSITIVE_INFINITY } = request;
  const outcomes = new Map<string, ReadOutcome>();
  const version = await deps.suppressions.load();
  const stored = await deps.tracks.read(source.name, ids);
  const namesOf = (id: string) => namesOfId(source.platform, id, stored.get(id)?.profile.username);
  const isSuppressed = (id: string) => deps.suppressions.refusal(namesOf(id), deps.now()) !== undefined;
  const wanted = [...new Set(ids)].filter((id) => {
    if (isSuppressed(id)) {
      outcomes.set(id, 'opted_out');
      return false;
    }
    const known = stored.get(id)?.profile;
    if (known === undefined || known.fetched_at === 0 || !isFresh(known)) return true;
    outcomes.set(id, (known.followers ?? 0) < minFollowers ? 'few_followers' : 'fresh');
    return false;
  });
  const fresh = [...outcomes.values()].filter((outcome) => outcome === 'fresh').length;
  const room = Math.max(0, limit - fresh);
  const claims = await claimTracks(request, wanted, stored, deps);
  for (const id of wanted) if (!claims.held.has(id)) outcomes.set(id, 'busy');
  const renewal = setInterval(() => void claims.renew().catch(() => {}), RENEW_MS);
  try {
    const work = await readClaimed({ ...request, limit: room }, claims.held, outcomes, deps, signal);
    clearInterval(renewal);
    await claims.quiet();
    if (work.events.length + work.removals.length > 0) {
      await deps.publish(work.events, signal, work.removals);
    }
    await deps.tracks.write([...work.changes.values()].map((change) => claims.current(change)));
    await deps.tracks.remove(work.dropped);
    // A removal at the same time may have looked before this was stored.
    if ((await deps.suppressions.load()) !== version) {
      await eraseTracked(deps.records, wanted.filter(isSuppressed).map(namesOf));
    }
    return { outcomes, movedTo: work.movedTo };
  } catch (error) {
    clearInterval(renewal);
    await claims.release().catch(() => {});
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

interface Work {
  events: PreparedEvent[];
  removals: OutgoingMessage[];
  changes: Map<string, Omit<TrackChange, 'revision'>>;
  dropped: TrackedProfile[];
  movedTo: string[];
}

async function readClaimed(
  { source, minFollowers = 0, limit = 0, removesUntracked = false }: ReadRequest,
  held: ReadonlyMap<string, StoredTrack>,
  outcomes: Map<string, ReadOutcome>,
  deps: ReadDeps,
  signal: AbortSignal,
): Promise<Work> {
  const work: Work = { events: [], removals: [], changes: new Map(), dropped: [], movedTo: [] };
  const keep = (before: TrackedProfile) =>
    before.fetched_at === 0
      ? work.dropped.push(before)
      : work.changes.set(before.id, { profile: { ...before, claim: null }, dueBefore: before.due_at });
  const etags = new Map([...held].flatMap(([id, { profile }]) => (profile.etag ? [[id, profile.etag]] : [])));
  const open = new Set(held.keys());
  const results = held.size === 0 ? [] : source.profiles([...held.keys()], signal, { minFollowers, etags });
  for await (const result of results) {
    const before = held.get(result.id)?.profile;
    if (before === undefined || !open.delete(result.id)) continue;
    if ('absent' in result) {
      outcomes.set(result.id, result.absent);
      if (result.absent === 'few_followers') {
        keep(before);
        continue;
      }
      const wasRead = before.fetched_at > 0;
      if (wasRead || removesUntracked) work.removals.push(removalOf(before, result.absent, deps.now()));
      if (result.movedTo !== undefined && wasRead) work.movedTo.push(result.movedTo);
      work.dropped.push(before);
    } else if (work.events.length >= limit) {
      outcomes.set(result.id, 'left');
      keep(before);
    } else {
      outcomes.set(result.id, await take(result, before, work, deps));
    }
  }
  for (const id of open) {
    outcomes.set(id, 'left');
    keep((held.get(id) as StoredTrack).profile);
  }
  return work;
}

async function take(
  { reading, etag = null }: Extract<ProfileResult, { reading: unknown }>,
  before: TrackedProfile,
  { events, changes, dropped }: Work,
  { buildEvent, refreshOf, now }: ReadDeps,
): Promise<ReadOutcome> {
  const { followers = null } = reading.profile ?? {};
  const seen = { source: before.source, id: before.id, followers, last_post_at: lastPostOf(reading, before) };
  const due_at = nextDue(seen, now(), refreshOf(before.source));
  try {
    events.push(await buildEvent(reading));
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    if (before.fetched_at === 0) dropped.push(before);
    else changes.set(before.id, { profile: { ...before, due_at, claim: null }, dueBefore: before.due_at });
    return 'unreadable';
  }
  const { platform, native_id, username, fetched_at } = reading;
  const profile: TrackedProfile = {
    ...{ v: 1, ...seen, platform, native_id, username, etag, fetched_at, due_at, claim: null },
  };
  changes.set(before.id, { profile, dueBefore: before.due_at });
  if (before.fetched_at === 0) return 'updated';
  if (before.username !== username) return 'renamed';
  return etag !== null && etag === before.etag && before.followers === followers ? 'unchanged' : 'updated';
}

function lastPostOf({ posts }: Reading, before: TrackedProfile): number | null {
  const times = posts.flatMap(({ published_at }) => published_at ?? []);
  return times.length === 0 ? before.last_post_at : Math.max(...times);
}

/** What is known of an account that was never read is its id: a native id, or a handle. */
function removalOf(
  { id, platform, native_id, username, fetched_at }: TrackedProfile,
  reason: Exclude<Absence, 'few_followers'> & RemovalReason,
  until: number,
): OutgoingMessage {
  if (fetched_at > 0) return makeRemoval({ platform, native_id, username, reason, until });
  const isHandle = /^@|@|\./.test(id) && !id.includes(':');
  return makeRemoval({
    platform,
    native_id: isHandle ? null : id,
    username: isHandle ? id.replace(/^@/, '') : null,
    reason,
    until,
  });
}
