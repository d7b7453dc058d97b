import { hashText, isKnownLanguage, textOfProfile } from '#adapters/search/meaning/text-of-profile.ts';
import type { Profile } from '#domain/profile.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';

export type VectorModel = Pick<TextEncoder, 'model' | 'languages'>;

/** A vector with the hash of its text; `null` for a text that has nothing that the model knows. */
export interface HashedVector {
  hash: Uint8Array;
  vector: Uint8Array | null;
}

const HASH_BYTES = 16;

/** The text that a vector of the profile is of; `null` when it has none in a language that the model knows. */
export function textToEmbed(profile: Profile, { languages }: Pick<VectorModel, 'languages'>): string | null {
  return isKnownLanguage(profile, languages) ? textOfProfile(profile) : null;
}

/** Fields of a document that is embedded. Without `embedded`: it has no text. */
export function meaningFields(model: string, embedded: HashedVector | null): object {
  if (embedded === null) return { model };
  const { hash, vector } = embedded;
  return {
    model,
    embedded: Buffer.concat([hash, vector ?? Buffer.alloc(0)]).toString('base64'),
    ...(vector !== null && { vector: Buffer.from(vector).toString('hex') }),
  };
}

/** Fields of a document that is written again: none when its text is another than that of the known vector. */
export function carriedFields(profile: Profile, model: VectorModel, known: HashedVector | undefined): object {
  const text = textToEmbed(profile, model);
  if (text === null) return meaningFields(model.model, null);
  const isSame = known !== undefined && Buffer.compare(known.hash, hashText(text)) === 0;
  return isSame ? meaningFields(model.model, known) : {};
}

/** The inverse of what `embedded` holds. */
export function readEmbedded(stored: string): HashedVector {
  const bytes = Buffer.from(stored, 'base64');
  const vector = bytes.subarray(HASH_BYTES);
  return { hash: bytes.subarray(0, HASH_BYTES), vector: vector.length === 0 ? null : vector };
}
