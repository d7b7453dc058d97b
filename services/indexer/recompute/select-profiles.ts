import { PROFILE_PREFIX, profileKey } from '#contract/profile-record.ts';
import type { RecomputeBody } from '#contract/recompute.ts';
import { MAX_RECOMPUTED } from '#contract/recompute.ts';
import type { RecordEntry, Records } from '#ports/records.ts';
import { decodeRecord } from '../record/profile-record.ts';

/** Ids of the stored profiles that are meant, page by page. Rejects with the errors of the records. */
export async function* selectProfiles(
  records: Records,
  { ids, platforms, sources }: RecomputeBody,
): AsyncGenerator<string[]> {
  const isMeant = ({ key, value }: RecordEntry) => {
    const platform = key.slice(PROFILE_PREFIX.length).split(':')[0];
    if (platforms !== undefined && !platforms.some((one) => one === platform)) return false;
    return (
      sources === undefined || decodeRecord(value).snapshots.some(({ source }) => sources.includes(source))
    );
  };
  for await (const page of pagesOf(records, ids, platforms)) {
    const meant = page.filter(isMeant).map(({ key }) => key.slice(PROFILE_PREFIX.length));
    if (meant.length > 0) yield meant;
  }
}

/** Of the keys of all profiles of these platforms, by default of all. */
export function prefixesOf(platforms: RecomputeBody['platforms']): ReadonlySet<string> {
  return new Set(platforms?.map((platform) => profileKey(`${platform}:`)) ?? [PROFILE_PREFIX]);
}

async function* pagesOf(
  records: Records,
  ids: RecomputeBody['ids'],
  platforms: RecomputeBody['platforms'],
): AsyncGenerator<RecordEntry[]> {
  if (ids === undefined) {
    for (const prefix of prefixesOf(platforms)) yield* records.scan(prefix, { pageSize: MAX_RECOMPUTED });
    return;
  }
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += MAX_RECOMPUTED) {
    const part = distinct.slice(from, from + MAX_RECOMPUTED);
    yield (await records.get(part.map(profileKey))).filter((entry) => entry !== undefined);
  }
}
