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

export function decodeStored(stored: string): ProfileText {
  const end = stored.indexOf('\n');
  const [platform, tier, source, rate] = JSON.parse(stored.slice(0, end)) as [
    ProfileRank['platform'],
    ProfileRank['tier'],
    string,
    number | null,
  ];
  return { json: stored.slice(end + 1), rank: { platform, tier, source, engagement_rate: rate } };
}

/** The profile in the stored fields of a hit. */
export function readStored(fields: StoredFields): Profile {
  return JSON.parse(decodeStored(fields.json[0]).json) as Profile;
}

/** As `stored_fields` returns it. */
export interface StoredFields {
  json: [string];
}

/** A hit with its version of the server, and its own where that is another. */
export interface StoredVersion {
  _version: number;
  fields?: { revision?: [number] };
}

export function revisionOf({ _version, fields }: StoredVersion): number {
  return fields?.revision?.[0] ?? _version;
}
