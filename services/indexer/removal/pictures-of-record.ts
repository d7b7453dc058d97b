import type { ProfileRecord } from '#contract/profile-record.ts';

/**
 * Keys of the record's pictures. Most name their person by a hash, and all of these are deleted anyway; those of earlier
 * versions, and of an earlier `PRIVACY_KEY`, are found here alone.
 */
export function picturesOfRecord({ snapshots, fetched }: ProfileRecord): string[] {
  const keys = [...snapshots.map(({ avatar }) => avatar?.key ?? null), fetched.stored?.key ?? null];
  return keys.filter((key) => key !== null);
}
