import { hash } from 'node:crypto';
import type { BytesInPlace } from '#adapters/elasticsearch-client/decode-cbor.ts';
import type { Profile } from '#domain/profile.ts';

/** The field of a profile, whose bytes a request of this text returns. */
export const PROFILE = 'profile';

/** The part of a `_search` that returns the profiles, and nothing else of the documents. */
export const WITH_PROFILE = { stored_fields: '_none_', docvalue_fields: [PROFILE] };

/** 96 bits of SHA-1: no two texts of one index have the same by chance. */
const DIGEST_CHARS = 16;

/**
 * A profile as the index keeps it, in base64: one line of JSON with what its percentile depends on and the digest of the
 * profile's text, which earlier versions did not write; then that text. So an
 * answer passes the profile on without parsing it: see `stored-text.ts`.
 */
export function encodeStored(profile: Profile): string {
  const { platform, tier, source, engagement_rate: rate } = profile;
  const json = JSON.stringify(profile);
  const digest = hash('sha1', json, 'base64').slice(0, DIGEST_CHARS);
  return Buffer.from(`${JSON.stringify([platform, tier, source, rate, digest])}\n${json}`).toString('base64');
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
  profile: [BytesInPlace];
}

/** A hit with its version of the server, and its own where that is another. */
export interface StoredVersion {
  _version: number;
  fields?: { revision?: [number] };
}

export function revisionOf({ _version, fields }: StoredVersion): number {
  return fields?.revision?.[0] ?? _version;
}
