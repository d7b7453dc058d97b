import type { Platform } from '#domain/platform.ts';
import type { Post } from '#domain/post.ts';
import type { HistoryPoint, ProfileFacts } from '#domain/profile.ts';
import type { ProfileEvent } from './profile-event.ts';

export type Avatar = Omit<NonNullable<ProfileEvent['avatar']>, 'tried_at'>;

/** Result of fetching a picture address from a reading: stored under `key`, or not stored for `reason`. */
export interface FetchedAvatar {
  /** When the source that named it was read, epoch milliseconds. */
  read_at: number;
  /** When it was fetched, or when fetching failed, epoch milliseconds. */
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
  /** Hash of the content: decides between two readings of the same time. */
  hash: string;
  facts: ProfileFacts;
  avatar: Avatar | null;
}

/**
 * Everything known about a profile; it outlives the search document. Lists are sorted and free of duplicates, so that
 * equal knowledge has equal bytes.
 */
export interface ProfileRecord {
  v: 1;
  id: string;
  platform: Platform;
  native_id: string | null;
  /** As last seen; `null` while the only data is posts that name their author by id. */
  username: string | null;
  /** When the username was seen, epoch milliseconds; 0 without one. */
  username_at: number;
  /** By source, each source's newest first. Empty while the only data is posts. */
  snapshots: readonly Snapshot[];
  /** Of pictures given by address: the newest stored one and the newest failed one. */
  fetched: FetchedAvatars;
  /** Newest first. One post may appear with two publication dates; `postsOf` takes the later reading. */
  posts: readonly Post[];
  /** Newest first. */
  history: readonly HistoryPoint[];
}

export const PROFILE_PREFIX = 'profile/';

export const profileKey = (id: string) => `${PROFILE_PREFIX}${id}`;
