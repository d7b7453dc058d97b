import type { Profile } from '#domain/profile.ts';
import type { ProfileRank, ProfileText } from '#ports/search-index.ts';

/**
 * A profile as the index keeps it: one line of JSON with what its percentile depends on, then the profile. So an answer
 * passes the profile on without parsing it.
 */
export function encodeStored(profile: Profile): string {
  const { platform, tier, source, engagement_rate: rate } = profile;
  return `${JSON.stringify([platform, tier, source, rate])}\n${JSON.stringify(profile)}`;
}

export function decodeStored(stored: Buffer): ProfileText {
  const end = stored.indexOf(0x0a);
  const [platform, tier, source, rate] = JSON.parse(stored.toString('utf8', 0, end)) as [
    ProfileRank['platform'],
    ProfileRank['tier'],
    string,
    number | null,
  ];
  return { json: stored.subarray(end + 1), rank: { platform, tier, source, engagement_rate: rate } };
}

/** The profile in the stored fields of a hit. */
export function readStored({ json: [stored] }: StoredFields): Profile {
  return JSON.parse(stored.slice(stored.indexOf('\n') + 1)) as Profile;
}

/** As `stored_fields` returns it. */
export interface StoredFields {
  json: [string];
}

/** The same where its bytes were asked for. */
export interface StoredBytes {
  json: [Buffer];
}

/** A hit with its version of the server, and its own where that is another. */
export interface StoredVersion {
  _version: number;
  fields?: { revision?: [number] };
}

export function revisionOf({ _version, fields }: StoredVersion): number {
  return fields?.revision?.[0] ?? _version;
}
