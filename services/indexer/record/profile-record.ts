import type { ProfileEvent } from '#contract/profile-event.ts';
import type { Platform } from '#domain/platform.ts';
import type { Post } from '#domain/post.ts';
import type { HistoryPoint, ProfileFacts } from '#domain/profile.ts';
import { NewerStoreError } from '#ports/errors.ts';

export type Avatar = Omit<NonNullable<ProfileEvent['avatar']>, 'tried_at'>;

/** What became of a picture that a reading named by its address: stored under `key`, or not for `reason`. */
export interface FetchedAvatar {
  /** When the source was read that named it, epoch milliseconds. */
  read_at: number;
  /** When it was fetched, or could not be, epoch milliseconds. */
  tried_at: number;
  source_url: string | null;
  key: string | null;
  reason: string | null;
}

export interface FetchedAvatars {
  stored: FetchedAvatar | null;
  failed: FetchedAvatar | null;
}

/** What one source said about a profile at one time. */
export interface Snapshot {
  source: string;
  /** When the source was read, epoch milliseconds. */
  fetched_at: number;
  /** Of the content: decides between two readings of the same time. */
  hash: string;
  facts: ProfileFacts;
  avatar: Avatar | null;
}

/**
 * All that is known about a profile: what must outlive its search document. Lists are sorted and without doubles, so
 * that the same knowledge has the same bytes.
 */
export interface ProfileRecord {
  v: 1;
  id: string;
  platform: Platform;
  native_id: string | null;
  /** As last seen; `null` while only posts that name their author by id have come. */
  username: string | null;
  /** When the username was seen, epoch milliseconds; 0 without one. */
  username_at: number;
  /** By source, each source's newest first. Empty while only posts have come. */
  snapshots: readonly Snapshot[];
  /** Of pictures named by address the newest that is stored, and the newest that is not. */
  fetched: FetchedAvatars;
  /** Newest first. One post may be there with two dates of publication; `postsOf` takes the later reading. */
  posts: readonly Post[];
  /** Newest first. */
  history: readonly HistoryPoint[];
}

export const NONE_FETCHED: FetchedAvatars = { stored: null, failed: null };

export const PROFILE_PREFIX = 'profile/';

export const profileKey = (id: string) => `${PROFILE_PREFIX}${id}`;

export function encodeRecord(record: ProfileRecord): string {
  return JSON.stringify(record);
}

/** Throws `NewerStoreError` for a record of a later version than this code's. */
export function decodeRecord(text: string): ProfileRecord {
  const record = JSON.parse(text) as ProfileRecord;
  // One that was written before pictures were fetched by address says nothing of them.
  if (record.v === 1) return record.fetched ? record : { ...record, fetched: NONE_FETCHED };
  throw new NewerStoreError(
    `A newer InfluScope wrote a profile record [version=${record.v}]`,
    'Upgrade to the version that wrote it, or a later one',
  );
}
