import { languageNames, namesPattern } from '../code-names.ts';
import type { Form, Rule } from '../rule.ts';
import { listClauseOf, listOf, splitList } from '../rule.ts';

/** "German-speaking", "in Spanish", "speaks Polish or Czech", "deutschsprachige", "en español". */
export const language: Rule = {
  name: 'language',
  field: 'language',
  forms(): Form[] {
    const codes = languageNames();
    const name = namesPattern(codes);
    const read: Form['read'] = ({ names = '' }) =>
      listClauseOf(
        'language',
        splitList(names).map((each) => codes.get(each)),
      );
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
