import type { ProfileRecord } from '../record/profile-record.ts';

/** `avatars/` and a hash of the content alone, as earlier versions named pictures. */
const UNOWNED = /^avatars\/[0-9a-f]{32}\.(?:png|webp)$/;

/** Keys of the record's pictures that do not name their person. Another profile with the same picture shares the object. */
export function unownedPictures({ snapshots, fetched }: ProfileRecord): string[] {
  return [...snapshots.map(({ avatar }) => avatar?.key ?? null), fetched.stored?.key ?? null].filter(
    (key) => key !== null && UNOWNED.test(key),
  ) as string[];
}
