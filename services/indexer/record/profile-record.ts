import type { FetchedAvatars, ProfileRecord } from '#contract/profile-record.ts';
import type { TextParts } from '#contract/text-parts.ts';
import { NewerStoreError } from '#ports/errors.ts';

export const NONE_FETCHED: FetchedAvatars = { stored: null, failed: null };

export function encodeRecord(record: ProfileRecord): string {
  return JSON.stringify(record);
}

/** The same text in parts, for a record whose posts are the list that `postsText` was written of. */
export function encodeRecordAround(record: ProfileRecord, postsText: string): TextParts {
  const { posts: _, history, ...rest } = record;
  const before = `${JSON.stringify(rest).slice(0, -1)},"posts":`;
  return [before, postsText, `,"history":${JSON.stringify(history)}}`];
}

/** Throws `NewerStoreError` for a record of a newer version than this code's. */
export function decodeRecord(text: string): ProfileRecord {
  const record = JSON.parse(text) as ProfileRecord;
  // Records from before pictures were fetched by address have no such field.
  if (record.v === 1) return record.fetched ? record : { ...record, fetched: NONE_FETCHED };
  throw new NewerStoreError(`A newer InfluScope wrote a profile record [version=${record.v}]`, {
    text: 'upgrade to the version that wrote it, or a later one',
  });
}
