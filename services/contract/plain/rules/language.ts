import { languageNames, namesPattern } from '../code-names.ts';
import type { Becomes, Form, Rule } from '../rule.ts';
import { listOf, splitList } from '../rule.ts';

/** "German-speaking", "in Spanish", "speaks Polish or Czech", "deutschsprachige", "en español". */
export const language: Rule = {
  name: 'language',
  field: 'language',
  forms(): Form[] {
    const codes = languageNames();
    const name = namesPattern(codes);
    const clauseOf = (names: string): Becomes | undefined => {
      const found = splitList(names).map((each) => codes.get(each));
      return found.includes(undefined) ? undefined : `language:${[...new Set(found)].join(',')}`;
    };
    const read = ({ names = '' }: Readonly<Record<string, string | undefined>>) => clauseOf(names);
    return [
      { pattern: `(?<names>${listOf(name)})(?: |-)(?:speaking|language|speakers?)`, read },
      { pattern: `(?:in|auf|en) (?<names>${listOf(name)})`, read },
      {
        pattern: `(?:speaks?|speaking|spricht|sprechen|hablan?|habla|de habla) (?<names>${listOf(name)})`,
        read,
      },
      { pattern: `(?<names>${name})[ -]?sprachig(?:e[rnms]?)?`, read },
    ];
  },
};
