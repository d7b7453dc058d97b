import type { Rule } from '../rule.ts';
import { oneOf } from '../rule.ts';

const ACTIVE = oneOf(
  ...['active', 'posted', 'posting', 'posts?', 'published'],
  ...['aktiv[a-z]{0,2}', 'gepostet', 'activ[oa]s?', 'publicado', 'que publicaron'],
);
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:hour|stunde|hora)/, 'h'],
  [/^(?:day|tag|dia|today|heute|hoy)/, 'd'],
  [/^(?:week|woche|semana)/, 'w'],
  [/^(?:month|monat|mes)/, 'm'],
  [/^(?:year|jahr|ano)/, 'y'],
];
const UNIT =
  '(?<unit>hours?|days?|weeks?|months?|years?|stunden?|tag(?:en?)?|wochen?|monat(?:en?)?|jahr(?:en?)?|horas?|dias?|semanas?|mes(?:es)?|anos?)';
const LAST = '(?:last|past|previous|letzte[rnms]?|ultim[oa]s?)';
const IN = '(?:(?:in|within|during|im|innerhalb|en|durante) )?(?:(?:the|der|den|dem|el|la|los|las) )?';

function ageOf(count: string | undefined, unit: string | undefined): string | undefined {
  const letter = UNITS.find(([names]) => names.test(unit ?? ''))?.[1];
  return letter === undefined ? undefined : `${count ?? '1'}${letter}`;
}

function clauseOf(sign: '<' | '>', age: string | undefined): string | undefined {
  return age === undefined ? undefined : `active:${sign}${age}`;
}

/** "Active this month", "posted in the last 30 days", "active since 2026-03", "inactive for over a year". */
export const active: Rule = {
  name: 'active',
  field: 'active',
  forms: () => [
    {
      pattern: `${ACTIVE} ${IN}${LAST} (?:(?<count>\\d{1,4}) )?${UNIT}`,
      read: ({ count, unit }) => clauseOf('<', ageOf(count, unit)),
    },
    {
      pattern: `${ACTIVE} ${IN}(?<count>\\d{1,4}) ${LAST} ${UNIT}`,
      read: ({ count, unit }) => clauseOf('<', ageOf(count, unit)),
    },
    {
      pattern: `${ACTIVE} (?:this|diese[rnms]?|este|esta) ${UNIT}`,
      read: ({ unit }) => clauseOf('<', ageOf('1', unit)),
    },
    {
      pattern: `${ACTIVE} (?<unit>today|heute|hoy)`,
      read: ({ unit }) => clauseOf('<', ageOf('1', unit)),
    },
    {
      pattern: `${ACTIVE} (?:since|seit|desde) (?<date>\\d{4}(?:-\\d\\d(?:-\\d\\d)?)?)`,
      read: ({ date }) => `active:>=${date}`,
    },
    {
      pattern: `inactive (?:for )?(?:(?:over|more than|at least) )?(?:(?<count>\\d{1,4})|an?) ${UNIT}`,
      read: ({ count, unit }) => clauseOf('>', ageOf(count, unit)),
    },
  ],
};
