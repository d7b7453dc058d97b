import type { LabelKeys } from '#adapters/search/stored/label-keys.ts';
import { labelKeysOf } from '#adapters/search/stored/label-keys.ts';
import type { Profile } from '#domain/profile.ts';

/** Labels with postings. The language has a column. */
export type PostedLabel = Exclude<keyof LabelKeys, 'language'>;

/** First letters of the postings of labels: no field class has them. */
const CLASSES: Readonly<Record<PostedLabel, string>> = { topic: 'kt', country: 'kc' };

/** Postings of a profile's labels. */
export function labelTokens(profile: Profile): string[] {
  const keys = labelKeysOf(profile);
  return [
    ...keys.topic.map((key) => labelToken('topic', key)),
    ...keys.country.map((key) => labelToken('country', key)),
  ];
}

/** Of ASCII, SQLite's tokenizer keeps letters and digits together, and of the rest everything: signs become full-width. */
export function labelToken(label: PostedLabel, key: string): string {
  return (
    CLASSES[label] +
    key
      .replaceAll(/\p{Cc}/gu, '')
      .replaceAll(/[!-/:-@[-`{-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + FULL_WIDTH))
      .replaceAll(' ', WIDE_SPACE)
  );
}

/** The key of a token. */
export function labelKey(token: string): string {
  return token
    .slice(2)
    .replaceAll(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH))
    .replaceAll(WIDE_SPACE, ' ');
}

const FULL_WIDTH = 0xfee0;
const WIDE_SPACE = '\u3000';
