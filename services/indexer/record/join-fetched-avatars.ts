import type { FetchedAvatar, FetchedAvatars } from '#contract/profile-record.ts';
import { compareText } from './join-sorted.ts';

/**
 * Joins the results of fetched pictures: the newest stored one and the newest failed one, each a maximum, so that
 * neither order nor repetition matters. Returns `a` itself when `b` adds nothing.
 */
export function joinFetchedAvatars(a: FetchedAvatars, b: FetchedAvatars): FetchedAvatars {
  const stored = newer(a.stored, b.stored);
  const failed = newer(a.failed, b.failed);
  return stored === a.stored && failed === a.failed ? a : { stored, failed };
}

/** By the reading that named it, then by the fetch time; the rest only makes the choice deterministic. */
function newer(a: FetchedAvatar | null, b: FetchedAvatar | null): FetchedAvatar | null {
  if (a === null || b === null) return a ?? b;
  const order =
    a.read_at - b.read_at ||
    a.tried_at - b.tried_at ||
    compareText(a.source_url ?? '', b.source_url ?? '') ||
    compareText(a.key ?? a.reason ?? '', b.key ?? b.reason ?? '');
  return order >= 0 ? a : b;
}
