import { countryNames, namesPattern } from '../code-names.ts';
import type { Form, Rule } from '../rule.ts';
import { listClauseOf, listOf, splitList } from '../rule.ts';

const ARTICLE = '(?:(?:the|der|den|dem|la|los|el) )?';
const FROM = '(?:(?:based|living|located) in|out of|in|from|aus|en|de|desde|del)';
/** "in Berlin, Germany": the words of the place stay words. */
const AFTER_PLACE = `(?<=(?:^| )${FROM} [^ ,]{1,40}(?: [^ ,]{1,40}){0,2}, )`;

/**
 * "In Germany", "from Brazil or Portugal", "in Berlin, Germany". Profiles state countries in many forms, which
 * `country:` compares; a city is compared as words. A country without a preposition, "travel Japan", is a topic.
 */
export const country: Rule = {
  name: 'country',
  field: 'country',
  forms(): Form[] {
    const codes = countryNames();
    const name = namesPattern(codes);
    const read: Form['read'] = ({ names = '' }, raw) => {
      const parts = splitList(names).map((each) => each.replace(new RegExp(`^${ARTICLE}`), ''));
      // "From us" is no country, "from US" is one.
      if (parts.includes('us') && !/\bU\.?S\b/.test(raw)) return undefined;
      return listClauseOf(
        'country',
        parts.map((part) => codes.get(part)),
      );
    };
    return [
      { pattern: `${FROM} (?<names>${listOf(ARTICLE + name)})`, read },
      { pattern: `${AFTER_PLACE}(?<names>${ARTICLE}${name})`, read },
    ];
  },
};
