import type { Rule } from '../rule.ts';
import { oneOf } from '../rule.ts';
import { PEOPLE } from './people.ts';

const MOST = oneOf('high', 'highest', 'best', 'strong', 'hohe[rsmn]?', 'hochste[rsmn]?', 'alt[oa]', 'mejor');

/**
 * "High engagement", "fast-growing", "biggest creators", "most active". No number is high in itself, so these words
 * order the results and leave nothing out.
 */
export const order: Rule = {
  name: 'order',
  field: 'sort',
  forms: () => [
    {
      pattern: `(?:${MOST} (?:engagement(?:[ -]rates?)?|interaktionsrate|tasa de interaccion)|(?:highly|most) engaged)`,
      read: () => 'sort:engagement',
    },
    {
      pattern:
        '(?:fast(?:est)?|quickly|rapidly)[ -]growing|schnell wachsende[rnms]?|(?:de )?rapido crecimiento',
      read: () => 'sort:growth',
    },
    {
      pattern: `(?:most followers|most followed|(?:biggest|largest|grosste[rnms]?)(?= ${PEOPLE}))`,
      read: () => 'sort:followers',
    },
    { pattern: 'most active|aktivste[rnms]?|mas activ[oa]s', read: () => 'sort:posts-per-week' },
  ],
};
