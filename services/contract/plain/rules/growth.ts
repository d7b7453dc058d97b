import { comparisonOf } from '../comparison.ts';
import { PERCENT, readPercent } from '../read-amount.ts';
import type { Rule } from '../rule.ts';
import { clauseOf, oneOf } from '../rule.ts';

const GROWTH = oneOf(
  '(?:follower )?growth(?: rate)?',
  'growing(?: by)?',
  'grew(?: by)?',
  'wachstum',
  'crecimiento',
);

const { pattern, read } = comparisonOf(PERCENT, readPercent);

/** "Growing by more than 5%", "at least 5 % growth". */
export const growth: Rule = {
  name: 'growth',
  field: 'growth',
  forms: () => [
    {
      pattern: `${GROWTH}(?: (?:of|von|de))? ${pattern}`,
      read: (groups) => clauseOf('growth', read(groups)),
    },
    { pattern: `${pattern} ${GROWTH}`, read: (groups) => clauseOf('growth', read(groups)) },
  ],
};
