import type { Avatar, FetchedAvatars, ProfileRecord, Snapshot } from '#contract/profile-record.ts';
import type { Post } from '#domain/post.ts';
import type { ProfileFacts } from '#domain/profile.ts';
import { compareText } from './join-sorted.ts';
import { laterPost, POSTS } from './orderings.ts';

/** A profile as its sources together describe it now. */
export interface PresentView {
  facts: ProfileFacts;
  avatar: Avatar | null;
  /** The source that was read last, and when, epoch milliseconds. */
  source: string;
  fetchedAt: number;
}

/**
 * Merges the readings from the oldest to the newest: each field has its newest value, and a newer reading without a
 * value does not erase an older one. `null` while the only data is posts.
 */
export function presentView(record: ProfileRecord): PresentView | null {
  const snapshots = record.snapshots.toSorted(byAge);
  const [oldest, ...newer] = snapshots;
  if (oldest === undefined) return null;
  const view = {
    facts: oldest.facts,
    avatar: presentAvatar(snapshots, record.fetched),
    source: oldest.source,
    fetchedAt: oldest.fetched_at,
  };
  return newer.reduce<PresentView>(
    (under, { facts, source, fetched_at }) => ({
      facts: overlay(under.facts, facts),
      avatar: under.avatar,
      source,
      fetchedAt: fetched_at,
    }),
    view,
  );
}

/** The newest stored picture, whatever its origin; without one, the newest reason why there is none. */
function presentAvatar(snapshots: readonly Snapshot[], { stored, failed }: FetchedAvatars): Avatar | null {
  const inline = snapshots.findLast(({ avatar }) => avatar?.key != null);
  if (stored && stored.read_at >= (inline?.fetched_at ?? 0)) return stored;
  if (inline) return inline.avatar;
  const named = snapshots.findLast(({ avatar }) => avatar !== null);
  if (failed && failed.read_at >= (named?.fetched_at ?? 0)) return failed;
  return named?.avatar ?? null;
}

/** The posts, newest first, each from its later reading. */
export function postsOf(record: ProfileRecord): readonly Post[] {
  const byId = new Map<string, Post>();
  for (const post of record.posts) {
    const known = byId.get(post.id);
    byId.set(post.id, known === undefined ? post : laterPost(known, post));
  }
  if (byId.size === record.posts.length) return record.posts;
  return [...byId.values()].sort(POSTS.compare);
}

function byAge(a: Snapshot, b: Snapshot): number {
  return a.fetched_at - b.fetched_at || compareText(a.source, b.source) || compareText(a.hash, b.hash);
}

function overlay(under: ProfileFacts, over: ProfileFacts): ProfileFacts {
  const said = Object.entries(over).filter(([, value]) => value !== null);
  return { ...under, ...Object.fromEntries(said) };
}
