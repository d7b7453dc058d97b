import type { Profile } from '#domain/profile.ts';
import type { ProfileRank, ProfileText } from '#ports/search-index.ts';

/** The field of a profile, whose bytes a request of this text returns. */
export const PROFILE = 'profile';

/** The part of a `_search` that returns the profiles, and nothing else of the documents. */
export const WITH_PROFILE = { stored_fields: '_none_', docvalue_fields: [PROFILE] };

/**
 * A profile as the index keeps it, in base64: one line of JSON with what its percentile depends on, then the profile. So an
 * answer passes the profile on without parsing it.
 */
export function encodeStored(profile: Profile): string {
  const { platform, tier, source, engagement_rate: rate } = profile;
  const text = `${JSON.stringify([platform, tier, source, rate])}\n${JSON.stringify(profile)}`;
  return Buffer.from(text).toString('base64');
}

/** `stored`: the base64 in bytes. */
export function decodeStored(stored: Buffer): ProfileText {
  const bytes = Buffer.from(stored.toString('latin1'), 'base64');
  const end = bytes.indexOf(0x0a);
  const [platform, tier, source, rate] = JSON.parse(bytes.toString('utf8', 0, end)) as [
    ProfileRank['platform'],
    ProfileRank['tier'],
    string,
    number | null,
  ];
  return { json: bytes.subarray(end + 1), rank: { platform, tier, source, engagement_rate: rate } };
}

/** The profile in the fields of a hit. */
export function readStored({ profile: [stored] }: StoredFields): Profile {
  return readText(Buffer.from(stored, 'base64').toString());
}

/** The profile in what indexes of earlier versions stored as text. */
export function readText(stored: string): Profile {
  return JSON.parse(stored.slice(stored.indexOf('\n') + 1)) as Profile;
}

/** As `docvalue_fields` returns it. */
export interface StoredFields {
  profile: [string];
}

/** The same where its bytes were asked for. */
export interface StoredBytes {
  profile: [Buffer];
}

/** A hit with its version of the server, and its own where that is another. */
export interface StoredVersion {
  _version: number;
  fields?: { revision?: [number] };
}

export function revisionOf({ _version, fields }: StoredVersion): number {
  return fields?.revision?.[0] ?? _version;
}
