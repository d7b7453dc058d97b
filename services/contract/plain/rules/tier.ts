import type { Tier } from '#domain/tier.ts';
import type { Rule } from '../rule.ts';
import { listClauseOf, listOf, splitList } from '../rule.ts';
import { PEOPLE } from './people.ts';

const SIZES: readonly (readonly [RegExp, Tier])[] = [
  [/^nano/, 'nano'],
  [/^mi[ck]ro/, 'micro'],
  [/^mid/, 'mid'],
  [/^ma[ck]ro/, 'macro'],
  [/^mega/, 'mega'],
];
const SIZE = '(?:nano|micro|mikro|macro|makro|mega|mid(?:[ -]?(?:tier|sized?))?)-?';

/** "Micro influencers", "nano and micro creators", "Mikro-Influencer". */
export const tier: Rule = {
  name: 'tier',
  field: 'tier',
  forms: () => [
    {
      pattern: `(?<sizes>${listOf(SIZE)})(?: |)${PEOPLE}`,
      read({ sizes = '' }) {
        const tierOf = (size: string) => SIZES.find(([pattern]) => pattern.test(size))?.[1];
        return listClauseOf('tier', splitList(sizes).map(tierOf));
      },
    },
  ],
};
