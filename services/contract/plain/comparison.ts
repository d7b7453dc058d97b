import { formatAmount } from '../query/parse-range.ts';
import { oneOf } from './rule.ts';

const LESS = oneOf(
  ...['under', 'below', 'less than', 'fewer than', 'smaller than'],
  ...['unter', 'weniger als', 'menos de', 'por debajo de'],
);
const MOST = oneOf(
  ...['up to', 'at most', 'no more than', 'not more than', 'max', 'maximum'],
  ...['bis zu', 'hochstens', 'maximal', 'hasta', 'como maximo'],
);
const MORE = oneOf('over', 'above', 'more than', 'uber', 'mehr als', 'mas de', 'por encima de');
const LEAST = oneOf(
  ...['at least', 'no less than', 'no fewer than', 'min', 'minimum', 'from'],
  ...['mindestens', 'ab', 'al menos', 'por lo menos', 'desde', 'a partir de'],
);
const OR_MORE = '(?:\\+| or more| and more| and up| plus| oder mehr| o mas)';

/** A bound or a range of numbers as people write it. Its groups can be in a pattern once. */
export interface Comparison {
  pattern: string;
  /** The range in the query language: `<50k`. `undefined` when a number cannot be read. */
  read(groups: Readonly<Record<string, string | undefined>>): string | undefined;
}

/** `number`: the pattern of a number. `read`: its value; `like` is the other end of a range: `10-50k`. */
export function comparisonOf(
  number: string,
  read: (text: string, like?: string) => number | undefined,
): Comparison {
  const text = (given: string, like?: string) => {
    const value = read(given, like);
    return value === undefined ? undefined : formatAmount(value);
  };
  return {
    pattern: oneOf(
      `(?:between|zwischen|entre) (?<low>${number}) (?:and|und|y) (?<high>${number})`,
      `(?:(?:from|von|de) )?(?<from>${number})(?: ?[-–] ?| to | bis | a )(?<to>${number})`,
      `(?<less>${LESS}) (?<below>${number})`,
      `(?<most>${MOST}) (?<max>${number})`,
      `(?<more>${MORE}) (?<above>${number})`,
      `(?<least>${LEAST}) (?<min>${number})`,
      `(?<floor>${number})${OR_MORE}`,
    ),
    read({ low, high, from, to, below, max, above, min, floor }) {
      const first = low ?? from;
      const last = high ?? to;
      if (first !== undefined && last !== undefined) {
        const [a, b] = [read(first, last), read(last)];
        if (a === undefined || b === undefined) return undefined;
        return `${formatAmount(Math.min(a, b))}..${formatAmount(Math.max(a, b))}`;
      }
      if (below !== undefined) return prefixed('<', text(below));
      if (max !== undefined) return prefixed('..', text(max));
      if (above !== undefined) return prefixed('>', text(above));
      return prefixed('>=', text(min ?? floor ?? ''));
    },
  };
}

function prefixed(sign: string, number: string | undefined): string | undefined {
  return number === undefined ? undefined : sign + number;
}
