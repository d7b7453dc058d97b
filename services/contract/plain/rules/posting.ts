import { comparisonOf } from '../comparison.ts';
import { readPercent } from '../read-amount.ts';
import type { Rule } from '../rule.ts';
import { oneOf } from '../rule.ts';

const PERIODS: readonly (readonly [RegExp, string])[] = [
  [/^(?:day|daily|tag|taglich|dia|diario)/, 'day'],
  [/^(?:week|woche|semana)/, 'week'],
  [/^(?:month|monat|mes|mensual)/, 'month'],
  [/^(?:year|jahr|ano)/, 'year'],
];
const PER =
  '(?:per|a|an|each|every|pro|por|a la|al) (?<period>day|week|month|year|tag|woche|monat|jahr|dia|semana|mes|ano)';
const TIMES: Readonly<Record<string, string>> = { once: '1', twice: '2' };
const COUNT = '(?:\\d{1,4}(?:[.,]\\d{1,2})?|once|twice)';
const POST = oneOf('posts?', 'posting', 'videos?', 'beitrage', 'publicaciones');

const { pattern, read } = comparisonOf(COUNT, (text) => readPercent(TIMES[text] ?? text));

function clauseOf(range: string | undefined, period: string | undefined): string | undefined {
  const name = PERIODS.find(([names]) => names.test(period ?? ''))?.[1];
  return range === undefined || name === undefined ? undefined : `posts-per-week:${range}/${name}`;
}

/** "More than 3 posts a week", "posts at least twice a month", "posting daily". */
export const posting: Rule = {
  name: 'posting',
  field: 'posts-per-week',
  forms: () => [
    {
      pattern: `${pattern} ${POST} ${PER}`,
      read: (groups) => clauseOf(read(groups), groups.period),
    },
    {
      pattern: `${POST} ${pattern}(?: (?:times|posts|videos))? ${PER}`,
      read: (groups) => clauseOf(read(groups), groups.period),
    },
    {
      pattern: `(?:(?<number>${COUNT}) ${POST}|${POST} (?<times>${COUNT})(?: times)?) ${PER}`,
      read({ number, times, period }) {
        const count = number ?? times ?? '';
        return clauseOf(`>=${readPercent(TIMES[count] ?? count)}`, period);
      },
    },
    {
      pattern: `${POST} (?:every )?(?<period>daily|weekly|monthly|day|week|month)`,
      read: ({ period }) => clauseOf('>=1', period),
    },
  ],
};
