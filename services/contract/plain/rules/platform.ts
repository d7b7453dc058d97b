import { PLATFORM_SPELLINGS } from '#contract/query/fields.ts';
import { platformNamed } from '#contract/query/platform-names.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { Form, Rule } from '../rule.ts';
import { clauseOf, listClauseOf, listOf, oneOf, splitList } from '../rule.ts';
import { PEOPLE } from './people.ts';

const NAME = oneOf(...PLATFORMS.filter((name) => name !== 'other'), ...Object.keys(PLATFORM_SPELLINGS));
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/^tiktoker/, 'tiktok'],
  [/^youtuber/, 'youtube'],
  [/^instagram/, 'instagram'],
];

const readNames: Form['read'] = ({ names = '' }) =>
  listClauseOf('platform', splitList(names).map(platformNamed));

/** "On Bluesky", "TikTok creators", "YouTubers". A name alone stays a word, which prefers the platform. */
export const platform: Rule = {
  name: 'platform',
  field: 'platform',
  forms: () => [
    { pattern: `(?:on|auf|bei|en) (?<names>${listOf(NAME)})`, read: readNames },
    { pattern: `(?<names>${listOf(NAME)})[ -]${PEOPLE}`, read: readNames },
    {
      pattern: '(?<maker>tiktoker(?:s|n|innen)?|youtuber(?:s|n|innen)?|instagram+er(?:s|n|innen)?)',
      read({ maker = '' }) {
        return clauseOf('platform', MAKERS.find(([pattern]) => pattern.test(maker))?.[1]);
      },
    },
  ],
};
