import type { Rule } from '../rule.ts';
import { oneOf } from '../rule.ts';

/** Words for the people in the results. They filter nothing, because every profile is a creator. */
export const PEOPLE = oneOf(
  ...['(?:content )?creators?', 'influencers?', 'accounts?', 'profiles?', 'people', 'channels?'],
  ...['influencer(?:n|innen)', 'konten', 'profile', 'leute', 'kanale'],
  ...['cread[oa]r(?:es|as)?(?: de contenidos?)?', 'cuentas?', 'perfil(?:es)?', 'canal(?:es)?', 'personas'],
);

export const people: Rule = {
  name: 'people',
  field: null,
  forms: () => [
    { pattern: `(?:(?:all|any|every|alle|tod[oa]s)(?: (?:the|l[oa]s))? )?${PEOPLE}`, read: () => null },
  ],
};
