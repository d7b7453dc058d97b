import { formatAmount } from '#contract/query/parse-range.ts';
import { comparisonOf } from '../comparison.ts';
import { AMOUNT, readAmount } from '../read-amount.ts';
import type { Rule } from '../rule.ts';
import { clauseOf, oneOf } from '../rule.ts';

const FOLLOWERS = oneOf(
  ...['followers?', 'subscribers?', 'subs', 'fans', 'followern'],
  ...['abonnent(?:en|innen)?', 'seguidor(?:es|as)?', 'suscriptores'],
);
/** "More than 10k" without a noun is about followers when no other noun follows. */
const NO_NOUN = '(?= (?:in|on|from|and|or|but|with|who|that|auf|aus|mit|und|en|de|con|y)\\b|,|$)';
/** Smaller numbers without a noun are ages, years and the like. */
const MIN_WITHOUT_NOUN = 1_000;

const { pattern, read } = comparisonOf(AMOUNT, readAmount);

/** "Under 50k followers", "followers between 10k and 50k", "10k+ subscribers". */
export const followers: Rule = {
  name: 'followers',
  field: 'followers',
  forms: () => [
    { pattern: `${pattern}(?: de)? ${FOLLOWERS}`, read: (groups) => clauseOf('followers', read(groups)) },
    {
      pattern: `(?<number>${AMOUNT})(?: de)? ${FOLLOWERS}(?: (?:or more|and up|oder mehr|o mas))?`,
      read({ number = '' }) {
        const value = readAmount(number);
        return value === undefined ? undefined : clauseOf('followers', formatAmount(value));
      },
    },
    {
      pattern: `${FOLLOWERS}(?: counts?)?(?: (?:is|are|of|von|de))? ${pattern}`,
      read: (groups) => clauseOf('followers', read(groups)),
    },
    {
      pattern: `${pattern}${NO_NOUN}`,
      read(groups) {
        const range = read(groups);
        const largest = Object.entries(groups)
          .filter(([name, text]) => NUMBERS.has(name) && text !== undefined)
          .map(([, text]) => readAmount(text ?? '') ?? 0);
        return Math.max(0, ...largest) >= MIN_WITHOUT_NOUN ? clauseOf('followers', range) : undefined;
      },
    },
  ],
};

const NUMBERS = new Set(['low', 'high', 'from', 'to', 'below', 'max', 'above', 'min', 'floor']);
