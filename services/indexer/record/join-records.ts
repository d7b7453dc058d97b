import type { ProfileRecord } from '#contract/profile-record.ts';
import { joinFetchedAvatars } from './join-fetched-avatars.ts';
import { joinSnapshots } from './join-snapshots.ts';
import { joinSorted } from './join-sorted.ts';
import { HISTORY, POSTS } from './orderings.ts';

/**
 * Merges two records. Commutative, associative and idempotent, so that events may come twice and in any
 * order. A record under a handle joins the one under the native id, which keeps its id. Returns `a` itself when `b` adds
 * nothing.
 */
export function joinRecords(a: ProfileRecord, b: ProfileRecord): ProfileRecord {
  const identity = byIdentity(a, b) >= 0 ? a : b;
  const named = byName(a, b) >= 0 ? a : b;
  const snapshots = joinSnapshots(a.snapshots, b.snapshots);
  const fetched = joinFetchedAvatars(a.fetched, b.fetched);
  const posts = joinSorted(a.posts, b.posts, POSTS);
  const history = joinSorted(a.history, b.history, HISTORY);
  const same =
    snapshots === a.snapshots && fetched === a.fetched && posts === a.posts && history === a.history;
  if (same && identity === a && named === a) return a;
  return {
    v: 1,
    id: identity.id,
    platform: identity.platform,
    native_id: identity.native_id,
    username: named.username,
    username_at: named.username_at,
    snapshots,
    fetched,
    posts,
    history,
  };
}

function byIdentity(a: ProfileRecord, b: ProfileRecord): number {
  if ((a.native_id === null) !== (b.native_id === null)) return a.native_id === null ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function byName(a: ProfileRecord, b: ProfileRecord): number {
  return a.username_at - b.username_at || ((a.username ?? '') < (b.username ?? '') ? -1 : 1);
}
