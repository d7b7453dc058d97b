import { comparisonOf } from '../comparison.ts';
import { PERCENT, readPercent } from '../read-amount.ts';
import type { Rule } from '../rule.ts';
import { clauseOf, oneOf } from '../rule.ts';

const ENGAGEMENT = oneOf(
  'engagement[ -]rates?',
  'engagement',
  'interaktionsrate',
  'tasa de (?:engagement|interaccion)',
);

const { pattern, read } = comparisonOf(PERCENT, readPercent);

/** "Engagement over 3%", "at least 3 % engagement". Without a number, "high engagement" is an order: see order.ts. */
export const engagement: Rule = {
  name: 'engagement',
  field: 'engagement',
  forms: () => [
    { pattern: `${pattern} ${ENGAGEMENT}`, read: (groups) => clauseOf('engagement', read(groups)) },
    {
      pattern: `${ENGAGEMENT}(?: (?:is|of|von|de))? ${pattern}`,
      read: (groups) => clauseOf('engagement', read(groups)),
    },
    {
      pattern: `(?<number>${PERCENT}) ${ENGAGEMENT}`,
      read: ({ number = '' }) => `engagement:${readPercent(number)}`,
    },
  ],
};
