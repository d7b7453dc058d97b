import { setTimeout } from 'node:timers/promises';
import { isKnownLanguage, textOfProfile } from '#adapters/search/meaning/text-of-profile.ts';
import type { Profile } from '#domain/profile.ts';
import type { TextEncoder } from '#ports/text-encoder.ts';

const LOOK_MS = 200;
const LAST_BATCH_MS = 5_000;

export interface CountedEncoder {
  encoder: TextEncoder;
  /** Resolves once an index that uses the encoder has vectors of these profiles. */
  encoded(profiles: readonly Profile[]): Promise<void>;
}

/** An encoder that counts its texts. */
export function countedEncoder(encoder: TextEncoder): CountedEncoder {
  let texts = 0;
  return {
    encoder: {
      ...encoder,
      async encode(batch, signal) {
        const vectors = await encoder.encode(batch, signal);
        texts += batch.length;
        return vectors;
      },
    },
    async encoded(profiles) {
      const count = profiles.filter(
        (profile) => isKnownLanguage(profile, encoder.languages) && textOfProfile(profile) !== null,
      ).length;
      while (texts < count) await setTimeout(LOOK_MS);
      // The last batch may still be written.
      await setTimeout(LAST_BATCH_MS);
    },
  };
}
