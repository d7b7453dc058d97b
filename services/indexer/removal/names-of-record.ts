import type { ProfileRecord } from '#contract/profile-record.ts';
import type { PersonNames } from '#runtime/privacy/person-keys.ts';

/** The names that a record has now: earlier handles may be other people's by now. */
export function namesOfRecord({ platform, native_id, username, id, snapshots }: ProfileRecord): PersonNames {
  const underHandle = native_id === null ? [id.slice(platform.length + 1)] : [];
  return {
    platform,
    native_id,
    usernames: [...(username === null ? [] : [username]), ...underHandle],
    urls: snapshots.flatMap(({ facts }) => facts.url ?? []),
  };
}

/** When anything about the person was last read, epoch milliseconds. */
export function lastReadAt({ snapshots, username_at, posts }: ProfileRecord): number {
  return Math.max(
    username_at,
    ...snapshots.map(({ fetched_at }) => fetched_at),
    ...posts.map(({ fetched_at }) => fetched_at),
  );
}
