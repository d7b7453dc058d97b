import { PLATFORM_SPELLINGS } from '#contract/query/fields.ts';
import { platformNamed } from '#contract/query/platform-names.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { Becomes, Rule } from '../rule.ts';
import { listOf, oneOf, splitList } from '../rule.ts';
import { PEOPLE } from './people.ts';

const NAME = oneOf(...PLATFORMS.filter((name) => name !== 'other'), ...Object.keys(PLATFORM_SPELLINGS));
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/^tiktoker/, 'tiktok'],
  [/^youtuber/, 'youtube'],
  [/^instagram/, 'instagram'],
];

function clauseOf(names: string): Becomes | undefined {
  const platforms = splitList(names).map((name) => platformNamed(name));
  return platforms.includes(null) ? undefined : `platform:${[...new Set(platforms)].join(',')}`;
}

/** "On Bluesky", "TikTok creators", "YouTubers". A name alone stays a word, which prefers the platform. */
export const platform: Rule = {
  name: 'platform',
  field: 'platform',
  forms: () => [
    { pattern: `(?:on|auf|bei|en) (?<names>${listOf(NAME)})`, read: ({ names = '' }) => clauseOf(names) },
    { pattern: `(?<names>${listOf(NAME)})[ -]${PEOPLE}`, read: ({ names = '' }) => clauseOf(names) },
    {
      pattern: '(?<maker>tiktoker(?:s|n|innen)?|youtuber(?:s|n|innen)?|instagram+er(?:s|n|innen)?)',
      read({ maker = '' }) {
        const name = MAKERS.find(([pattern]) => pattern.test(maker))?.[1];
        return name === undefined ? undefined : `platform:${name}`;
      },
    },
  ],
};
